import { route } from '#app/api/http/define-route.ts';
import { endOwnSessions } from '#services/me/end-sessions.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>(
  { DELETE: ({ context, params }) => endOwnSessions(context, params) },
  { isBeforeSecondFactor: true },
);
