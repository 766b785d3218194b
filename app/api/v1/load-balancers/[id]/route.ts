import { route } from '#app/api/http/define-route.ts';
import { deleteLoadBalancer } from '#services/load-balancer/delete.ts';
import { getLoadBalancer } from '#services/load-balancer/get.ts';
import { updateLoadBalancer } from '#services/load-balancer/update.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getLoadBalancer(context, params),
  PATCH: async ({ context, params, body }) => updateLoadBalancer(context, { id: params.id, changes: await body() }),
  DELETE: ({ context, params }) => deleteLoadBalancer(context, params),
});
