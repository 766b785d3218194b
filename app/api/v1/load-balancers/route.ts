import { created, route } from '#app/api/http/define-route.ts';
import { createLoadBalancer } from '#services/load-balancer/create.ts';
import { listLoadBalancers } from '#services/load-balancer/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context, query }) => listLoadBalancers(context, query),
  POST: async ({ context, body }) => created(await createLoadBalancer(context, await body())),
});
