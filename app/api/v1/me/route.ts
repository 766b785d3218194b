import { route } from '#app/api/http/define-route.ts';
import { getMe } from '#services/me/get.ts';
import { updateMe } from '#services/me/update.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route(
  {
    GET: ({ context }) => getMe(context),
    PATCH: async ({ context, body }) => updateMe(context, await body()),
  },
  { isBeforeSecondFactor: true },
);
