import { route } from '#app/api/http/define-route.ts';
import { deleteTeam } from '#services/team/delete.ts';
import { getTeam } from '#services/team/get.ts';
import { updateTeam } from '#services/team/update.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => getTeam(context, params),
  PATCH: async ({ context, params, body }) => updateTeam(context, { id: params.id, changes: await body() }),
  DELETE: ({ context, params }) => deleteTeam(context, params),
});
