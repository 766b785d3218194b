import { route } from '#app/api/http/define-route.ts';
import { endSessionsOf } from '#services/session/end.ts';
import { listSessions } from '#services/session/list.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => listSessions(context, { userId: params.id }),
  DELETE: ({ context, params }) => endSessionsOf(context, { userId: params.id }),
});
