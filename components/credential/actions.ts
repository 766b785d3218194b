import { request } from '#components/api/client.ts';
import type { CreateCredentialInput } from '#domain/credential.ts';
import type { CreatedCredentialView, CredentialView } from '#domain/view.ts';

/** Whose: `me`, or a user whom an administrator looks at. */
export type Owner = 'me' | { userId: string };

const pathOf = (owner: Owner) => `${owner === 'me' ? '/me' : `/users/${encodeURIComponent(owner.userId)}`}/credentials`;

export function listCredentials(owner: Owner, signal?: AbortSignal): Promise<CredentialView[]> {
  return request(pathOf(owner), { signal });
}

export function createCredential(input: CreateCredentialInput, idempotencyKey: string): Promise<CreatedCredentialView> {
  return request(pathOf('me'), { method: 'POST', body: input, idempotencyKey });
}

export function revokeCredential(owner: Owner, id: string): Promise<unknown> {
  return request(`${pathOf(owner)}/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
