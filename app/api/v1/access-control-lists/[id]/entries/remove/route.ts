import { route } from '#app/api/http/define-route.ts';
import { removeAccessControlEntries } from '#services/access-control-list/remove-entries.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: async ({ context, params, body }) => removeAccessControlEntries(context, { id: params.id, cidrs: await body() }),
});
