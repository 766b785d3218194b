import { route } from '#app/api/http/define-route.ts';
import { listAccess } from '#services/grant/list-access.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params, query }) => listAccess(context, { id: params.id, query }),
});
