import { created, route } from '#app/api/http/define-route.ts';
import { createAccessControlList } from '#services/access-control-list/create.ts';
import { listAccessControlLists } from '#services/access-control-list/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context, query }) => listAccessControlLists(context, query),
  POST: async ({ context, body }) => created(await createAccessControlList(context, await body())),
});
