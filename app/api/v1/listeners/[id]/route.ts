import { route } from '#app/api/http/define-route.ts';
import { deleteListener } from '#services/listener/delete.ts';
import { getListener } from '#services/listener/get.ts';
import { updateListener } from '#services/listener/update.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getListener(context, params),
  PATCH: async ({ context, params, body }) => updateListener(context, { id: params.id, changes: await body() }),
  DELETE: ({ context, params }) => deleteListener(context, params),
});
