import { route } from '#app/api/http/define-route.ts';
import { getInstanceTraffic } from '#services/traffic/get-instance.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params, query }) => getInstanceTraffic(context, { id: params.id, query }),
});
