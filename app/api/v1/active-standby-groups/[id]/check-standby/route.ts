import { created, route } from '#app/api/http/define-route.ts';
import { checkStandby } from '#services/probe/check-standby.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: async ({ context, params, body }) => created(await checkStandby(context, { id: params.id, check: await body() })),
});
