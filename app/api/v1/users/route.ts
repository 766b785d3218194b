import { created, route } from '#app/api/http/define-route.ts';
import { createUser } from '#services/user/create.ts';
import { listUsers } from '#services/user/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context, query }) => listUsers(context, query),
  POST: async ({ context, body }) => created(await createUser(context, await body())),
});
