import { route } from '#app/api/http/define-route.ts';
import { renewRecoveryCodes } from '#services/me/renew-recovery-codes.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  { POST: async ({ context, body }) => renewRecoveryCodes(context, await body()) },
  { isBeforeSecondFactor: true },
);
