import { route } from '#app/api/http/define-route.ts';
import { revokeCredential } from '#services/credential/revoke.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string }>({
  DELETE: ({ context, params }) => revokeCredential(context, params),
});
