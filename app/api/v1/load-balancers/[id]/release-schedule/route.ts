import { route } from '#app/api/http/define-route.ts';
import { cancelRelease } from '#services/load-balancer/cancel-release.ts';
import { scheduleRelease } from '#services/load-balancer/schedule-release.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  PUT: async ({ context, params, body }) => scheduleRelease(context, { id: params.id, schedule: await body() }),
  DELETE: ({ context, params }) => cancelRelease(context, params),
});
