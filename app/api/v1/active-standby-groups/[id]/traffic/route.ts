import { route } from '#app/api/http/define-route.ts';
import { getGroupTraffic } from '#services/active-standby-group/get-traffic.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getGroupTraffic(context, params),
});
