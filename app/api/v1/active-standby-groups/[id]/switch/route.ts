import { route } from '#app/api/http/define-route.ts';
import { switchActiveStandbyGroup } from '#services/active-standby-group/switch.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: async ({ context, params, body }) => switchActiveStandbyGroup(context, { id: params.id, order: await body() }),
});
