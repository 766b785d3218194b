import { route } from '#app/api/http/define-route.ts';
import { disableTwoFactor } from '#services/me/disable-two-factor.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  { POST: async ({ context, body }) => disableTwoFactor(context, await body()) },
  { isBeforeSecondFactor: true },
);
