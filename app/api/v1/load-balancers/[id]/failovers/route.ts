import { route } from '#app/api/http/define-route.ts';
import { listFailovers } from '#services/failover/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params, query }) => listFailovers(context, { loadBalancerId: params.id, query }),
});
