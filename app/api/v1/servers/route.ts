import { created, route } from '#app/api/http/define-route.ts';
import { createServer } from '#services/server/create.ts';
import { listServers } from '#services/server/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context, query }) => listServers(context, query),
  POST: async ({ context, body }) => created(await createServer(context, await body())),
});
