import { writeAudit } from '../audit.ts';
import { beginSession, type SignInRequest } from '../auth/sign-in.ts';
import { toDomainError } from '../database-error.ts';
import { type KnownUser, userOf } from './account.ts';
import { type Identity, provenAt } from './identity.ts';
import { SignOnRefused } from './refusal.ts';
import type { SingleSignOn } from './variables.ts';

/** A new session for whom the provider vouches for; returns its cookies. Throws SignOnRefused, which stands in the operation log. */
export async function signInWithProvider(request: SignInRequest, settings: SingleSignOn, identity: Identity): Promise<string[]> {
  const user = await findUser(request, settings, identity);
  const proof = { method: 'oidc', secondFactor: identity.hasSecondFactor, authenticatedAt: provenAt(identity) } as const;
  const { setCookies } = await beginSession(request, user, proof);
  return setCookies;
}

async function findUser(request: SignInRequest, settings: SingleSignOn, identity: Identity): Promise<KnownUser> {
  const { prisma, requestId, clientAddress } = request;
  try {
    return await prisma.$transaction((tx) => userOf(tx, { requestId, clientAddress }, settings, identity));
  } catch (error) {
    if (error instanceof SignOnRefused) {
      await auditRefusal(request, identity, error);
      throw error;
    }
    throw toDomainError(error);
  }
}

async function auditRefusal(
  { prisma, requestId, clientAddress }: SignInRequest,
  identity: Identity,
  { failure }: SignOnRefused,
): Promise<void> {
  const name = (identity.email ?? identity.subject).slice(0, 254);
  const after = { step: 'single sign-on', reason: failure, issuer: identity.issuer, subject: identity.subject };
  const actor = { type: 'user', id: null, name } as const;
  const record = { action: 'user:sign-in-failed', resourceType: 'user', resourceId: name, regionId: null, before: null, after };
  await prisma.$transaction((tx) => writeAudit(tx, { requestId, clientAddress, actor }, record));
}
