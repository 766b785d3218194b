import { route } from '#app/api/http/define-route.ts';
import { stopLoadBalancer } from '#services/load-balancer/stop.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: ({ context, params }) => stopLoadBalancer(context, params),
});
