import { route } from '#app/api/http/define-route.ts';
import { deleteAccessControlList } from '#services/access-control-list/delete.ts';
import { getAccessControlList } from '#services/access-control-list/get.ts';
import { updateAccessControlList } from '#services/access-control-list/update.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getAccessControlList(context, params),
  PATCH: async ({ context, params, body }) => updateAccessControlList(context, { id: params.id, changes: await body() }),
  DELETE: ({ context, params }) => deleteAccessControlList(context, params),
});
