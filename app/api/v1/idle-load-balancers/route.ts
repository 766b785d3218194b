import { route } from '#app/api/http/define-route.ts';
import { listIdleLoadBalancers } from '#services/load-balancer/list-idle.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context, query }) => listIdleLoadBalancers(context, query),
});
