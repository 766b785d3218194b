import { route } from '#app/api/http/define-route.ts';
import { deleteActiveStandbyGroup } from '#services/active-standby-group/delete.ts';
import { getActiveStandbyGroup } from '#services/active-standby-group/get.ts';
import { updateActiveStandbyGroup } from '#services/active-standby-group/update.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getActiveStandbyGroup(context, params),
  PATCH: async ({ context, params, body }) => updateActiveStandbyGroup(context, { id: params.id, changes: await body() }),
  DELETE: ({ context, params }) => deleteActiveStandbyGroup(context, params),
});
