import { CREDENTIAL_EXPIRES_LATER, CreateCredentialInput, type CredentialKind, type CredentialScope } from '#domain/credential.ts';
import { DomainError } from '#domain/domain-error.ts';
import { isAtLeast } from '#domain/role.ts';
import type { CreatedCredentialView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import type { Access } from '../permission/access.ts';
import { missingRole } from '../permission/authorize.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { secretBox } from '../secret-box.ts';
import { type WriteOptions, write } from '../write.ts';
import { credentialAudit, getCredential, ownerOf } from './internal.ts';
import { hashToken, newAccessKeyId, newAccessKeySecret, newToken } from './secrets.ts';
import { toCredentialView } from './view.ts';

/**
 * Makes an API token or an access key for whoever asks, who has to have every role that it is given, there, now.
 * What proves it is in this answer and nowhere else: what an Idempotency-Key repeats comes without it.
 */
export async function createCredential(context: Context, input: unknown): Promise<CreatedCredentialView> {
  const wanted = parseBody(CreateCredentialInput, input);
  const userId = ownerOf(context.actor);
  const options: WriteOptions = {
    in: place.anywhere,
    needs: null,
    proof: 'recent-session',
    idempotent: { operation: 'credential:create', input: wanted },
  };
  let secret: string | null = null;
  const view = await write(context, options, async (tx, access) => {
    requireFuture(wanted.expiresAt);
    requireRoles(access, wanted.scopes);
    const made = PROOFS[wanted.kind](await newId(tx));
    await insert(tx, { ...wanted, ...made, userId });
    const after = await getCredential(tx, { userId, id: made.id });
    secret = made.shown;
    return { answer: toCredentialView(after, access), audit: credentialAudit('credential:created', { after }) };
  });
  return { ...view, secret };
}

interface Proof {
  id: string;
  shown: string;
  tokenHash: string | null;
  sealed: string | null;
}

const PROOFS: Record<CredentialKind, (id: string) => Proof> = {
  'api-token': (id) => {
    const token = newToken();
    return { id, shown: token, tokenHash: hashToken(token), sealed: null };
  },
  'access-key': () => {
    const id = newAccessKeyId();
    const secret = newAccessKeySecret();
    return { id, shown: secret, tokenHash: null, sealed: secretBox('access-key').seal(secret, id) };
  },
};

function requireFuture(expiresAt: string | null): void {
  if (expiresAt !== null && new Date(expiresAt).getTime() <= Date.now()) {
    throw new DomainError('InvalidParameter', CREDENTIAL_EXPIRES_LATER, { path: 'expiresAt' });
  }
}

function requireRoles(access: Access, scopes: readonly CredentialScope[]): void {
  for (const [index, { regionId, role }] of scopes.entries()) {
    const held = regionId === null ? access.roleEverywhere : access.roleIn(regionId);
    if (regionId !== null && held === null) {
      throw new DomainError('InvalidRegionId.NotFound', `There is no region "${regionId}".`, { path: `scopes.${index}.regionId` });
    }
    if (!isAtLeast(held, role)) {
      throw missingRole(role, regionId === null ? 'everywhere' : { regionId }, `scopes.${index}.role`);
    }
  }
}

async function newId(tx: Database): Promise<string> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`SELECT openslb_new_id('tok') AS id`;
  return row?.id ?? '';
}

async function insert(tx: Database, row: CreateCredentialInput & Proof & { userId: string }): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO credential (id, kind, user_id, name, token_hash, secret, expires_at)
    VALUES (${row.id}, ${row.kind}::credential_kind, ${row.userId}, ${row.name}, ${row.tokenHash}, ${row.sealed}, ${row.expiresAt}::timestamptz)`;
  await tx.$executeRaw`
    INSERT INTO credential_scope (credential_id, region_id, role)
    SELECT ${row.id}, region_id, role::role FROM unnest(${row.scopes.map(({ regionId }) => regionId)}::text[],
      ${row.scopes.map(({ role }) => role)}::text[]) AS s(region_id, role)`;
}
