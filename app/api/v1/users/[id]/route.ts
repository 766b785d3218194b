import { route } from '#app/api/http/define-route.ts';
import { deleteUser } from '#services/user/delete.ts';
import { getUser } from '#services/user/get.ts';
import { updateUser } from '#services/user/update.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getUser(context, params),
  PATCH: async ({ context, params, body }) => updateUser(context, { id: params.id, changes: await body() }),
  DELETE: ({ context, params }) => deleteUser(context, params),
});
