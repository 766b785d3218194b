import { route } from '#app/api/http/define-route.ts';
import { disableUser } from '#services/user/disable.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: ({ context, params }) => disableUser(context, params),
});
