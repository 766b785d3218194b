import { created, route } from '#app/api/http/define-route.ts';
import { createCredential } from '#services/credential/create.ts';
import { listCredentials } from '#services/credential/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context }) => listCredentials(context),
  POST: async ({ context, body }) => created(await createCredential(context, await body())),
});
