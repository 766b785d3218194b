import { route } from '#app/api/http/define-route.ts';
import { addAccessControlEntries } from '#services/access-control-list/add-entries.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: async ({ context, params, body }) => addAccessControlEntries(context, { id: params.id, entries: await body() }),
});
