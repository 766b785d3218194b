import { route } from '#app/api/http/define-route.ts';
import { resetTwoFactor } from '#services/user/reset-two-factor.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  DELETE: ({ context, params }) => resetTwoFactor(context, params),
});
