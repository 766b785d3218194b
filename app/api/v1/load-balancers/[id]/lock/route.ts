import { route } from '#app/api/http/define-route.ts';
import { lockLoadBalancer } from '#services/load-balancer/lock.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: async ({ context, params, body }) => lockLoadBalancer(context, { id: params.id, lock: await body() }),
});
