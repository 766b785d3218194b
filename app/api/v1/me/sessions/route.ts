import { route } from '#app/api/http/define-route.ts';
import { endOwnSessions } from '#services/me/end-sessions.ts';
import { listOwnSessions } from '#services/me/list-sessions.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  {
    GET: ({ context }) => listOwnSessions(context),
    DELETE: ({ context }) => endOwnSessions(context, {}),
  },
  { isBeforeSecondFactor: true },
);
