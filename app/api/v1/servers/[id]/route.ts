import { route } from '#app/api/http/define-route.ts';
import { deleteServer } from '#services/server/delete.ts';
import { getServer } from '#services/server/get.ts';
import { updateServer } from '#services/server/update.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getServer(context, params),
  PATCH: async ({ context, params, body }) => updateServer(context, { id: params.id, changes: await body() }),
  DELETE: ({ context, params }) => deleteServer(context, params),
});
