import { route } from '#app/api/http/define-route.ts';
import { endSessionsOf } from '#services/session/end.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string; sessionId: string }>({
  DELETE: ({ context, params }) => endSessionsOf(context, { userId: params.id, sessionId: params.sessionId }),
});
