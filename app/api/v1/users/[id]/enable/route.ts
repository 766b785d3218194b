import { route } from '#app/api/http/define-route.ts';
import { enableUser } from '#services/user/enable.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  POST: ({ context, params }) => enableUser(context, params),
});
