import { route } from '#app/api/http/define-route.ts';
import { listCredentialsOfUser } from '#services/credential/list-of-user.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  GET: ({ context, params }) => listCredentialsOfUser(context, { userId: params.id }),
});
