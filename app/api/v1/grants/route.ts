import { created, route } from '#app/api/http/define-route.ts';
import { createGrant } from '#services/grant/create.ts';
import { listGrants } from '#services/grant/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context, query }) => listGrants(context, query),
  POST: async ({ context, body }) => created(await createGrant(context, await body())),
});
