import { route } from '#app/api/http/define-route.ts';
import { beginTwoFactor } from '#services/me/begin-two-factor.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  { GET: ({ context }) => beginTwoFactor(context) },
  { isBeforeSecondFactor: true },
);
