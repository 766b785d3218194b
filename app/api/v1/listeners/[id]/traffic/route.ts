import { route } from '#app/api/http/define-route.ts';
import { getListenerTraffic } from '#services/traffic/get.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params, query }) => getListenerTraffic(context, { id: params.id, query }),
});
