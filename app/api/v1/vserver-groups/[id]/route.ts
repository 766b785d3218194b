import { route } from '#app/api/http/define-route.ts';
import { deleteVServerGroup } from '#services/vserver-group/delete.ts';
import { getVServerGroup } from '#services/vserver-group/get.ts';
import { updateVServerGroup } from '#services/vserver-group/update.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getVServerGroup(context, params),
  PATCH: async ({ context, params, body }) => updateVServerGroup(context, { id: params.id, changes: await body() }),
  DELETE: ({ context, params }) => deleteVServerGroup(context, params),
});
