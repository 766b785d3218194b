import { route } from '#app/api/http/define-route.ts';
import { getMe } from '#services/me/get.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route({
  GET: ({ context }) => getMe(context),
});
