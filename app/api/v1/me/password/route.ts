import { route } from '#app/api/http/define-route.ts';
import { changePassword } from '#services/me/change-password.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  { POST: async ({ context, body }) => changePassword(context, await body()) },
  { isBeforeSecondFactor: true },
);
