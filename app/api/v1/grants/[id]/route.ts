import { route } from '#app/api/http/define-route.ts';
import { deleteGrant } from '#services/grant/delete.ts';
import { updateGrant } from '#services/grant/update.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  PATCH: async ({ context, params, body }) => updateGrant(context, { id: params.id, changes: await body() }),
  DELETE: ({ context, params }) => deleteGrant(context, params),
});
