import { route } from '#app/api/http/define-route.ts';
import { sessionCookie } from '#services/auth/session-cookie.ts';
import { reauthenticate } from '#services/me/reauthenticate.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  {
    POST: async ({ context, body }) => {
      const { token } = await reauthenticate(context, await body());
      return new Response(null, { status: 204, headers: { 'set-cookie': await sessionCookie(token) } });
    },
  },
  { isBeforeSecondFactor: true },
);
