import { route } from '#app/api/http/define-route.ts';
import { getHealth } from '#services/load-balancer/get-health.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getHealth(context, params),
});
