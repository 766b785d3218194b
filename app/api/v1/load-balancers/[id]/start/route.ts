import { route } from '#app/api/http/define-route.ts';
import { startLoadBalancer } from '#services/load-balancer/start.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: ({ context, params }) => startLoadBalancer(context, params),
});
