import { route } from '#app/api/http/define-route.ts';
import { revokeCredentialOfUser } from '#services/credential/revoke.ts';

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = route<{ id: string; credentialId: string }>({
  DELETE: ({ context, params }) => revokeCredentialOfUser(context, { userId: params.id, id: params.credentialId }),
});
