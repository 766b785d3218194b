import { route } from '#app/api/http/define-route.ts';
import { unlockLoadBalancer } from '#services/load-balancer/unlock.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: ({ context, params }) => unlockLoadBalancer(context, params),
});
