import { route } from '#app/api/http/define-route.ts';
import { enableTwoFactor } from '#services/me/enable-two-factor.ts';
import { getTwoFactor } from '#services/me/two-factor.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  {
    GET: ({ context }) => getTwoFactor(context),
    PUT: async ({ context, body }) => enableTwoFactor(context, await body()),
  },
  { isBeforeSecondFactor: true },
);
