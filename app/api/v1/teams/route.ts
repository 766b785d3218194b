import { created, route } from '#app/api/http/define-route.ts';
import { createTeam } from '#services/team/create.ts';
import { listTeams } from '#services/team/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context, query }) => listTeams(context, query),
  POST: async ({ context, body }) => created(await createTeam(context, await body())),
});
