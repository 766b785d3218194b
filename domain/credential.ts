import { z } from 'zod';
import { Id, ServerName } from './field.ts';
import { SCOPES_PER_CREDENTIAL_MAX } from './limits.ts';
import { Role } from './role.ts';

/** `api-token`: for `Authorization: Bearer`. `access-key`: an AccessKeyId and a secret, for requests that are signed. */
export const CredentialKind = z.enum(['api-token', 'access-key'], { error: 'A credential is an api-token or an access-key.' });
export type CredentialKind = z.infer<typeof CredentialKind>;

export const SCOPE_IS_ADMINISTRATOR_EVERYWHERE = 'An administrator is one in all regions.';
export const CREDENTIAL_EXPIRES_LATER = 'A credential expires in the future, or not at all.';

/** The most that a credential may in a region; null: in all of them, also those to come. */
export const CredentialScope = z
  .object({ regionId: Id.nullable(), role: Role })
  .refine(({ regionId, role }) => role !== 'administrator' || regionId === null, {
    message: SCOPE_IS_ADMINISTRATOR_EVERYWHERE,
    path: ['role'],
  });
export type CredentialScope = z.infer<typeof CredentialScope>;

const scopesRule = `A credential has 1 to ${SCOPES_PER_CREDENTIAL_MAX} scopes.`;

/** Names are free text: people name scripts and machines. */
export const CreateCredentialInput = z.object({
  kind: CredentialKind,
  name: ServerName,
  scopes: z
    .array(CredentialScope, scopesRule)
    .min(1, scopesRule)
    .max(SCOPES_PER_CREDENTIAL_MAX, scopesRule)
    .refine(
      (scopes) => new Set(scopes.map(({ regionId }) => regionId)).size === scopes.length,
      'A region stands in the scopes at most once.',
    ),
  /** Null: it does not expire, which has to be said. */
  expiresAt: z.iso
    .datetime({ offset: true, error: 'Enter a date and time (ISO 8601), or null for a credential that does not expire.' })
    .nullable(),
});
export type CreateCredentialInput = z.infer<typeof CreateCredentialInput>;
