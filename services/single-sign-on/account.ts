import { randomUUID } from 'node:crypto';
import type { Prisma } from '#prisma/client.ts';
import { writeAudit } from '../audit.ts';
import { type Context, SYSTEM_ACTOR } from '../context.ts';
import type { Identity } from './identity.ts';
import { SignOnRefused } from './refusal.ts';
import type { SingleSignOn } from './variables.ts';

/** In `account`, beside `credential` of users with a password. */
export const SIGN_ON_PROVIDER = 'oidc';

type Asked = Omit<Context, 'actor' | 'prisma'>;

export interface KnownUser {
  id: string;
  name: string;
  email: string;
}

/** A subject is unique within its issuer; an issuer has no "#". */
export function accountIdOf({ issuer, subject }: Pick<Identity, 'issuer' | 'subject'>): string {
  return `${issuer}#${subject}`;
}

/** Whose account it is, if it has been used here before. */
export async function findUserOf(tx: Prisma.TransactionClient, identity: Identity) {
  const account = await tx.account.findUnique({
    where: { providerId_accountId: { providerId: SIGN_ON_PROVIDER, accountId: accountIdOf(identity) } },
    select: { user: { select: { id: true, name: true, email: true, disabledAt: true } } },
  });
  return account?.user ?? null;
}

/**
 * The user who signs in. An account that was used before stays with its user, whatever email address the provider says now. A
 * new one goes to the user with its verified address, whom an administrator has created; once, since who gets that address at the
 * provider later is somebody else. Throws SignOnRefused.
 */
export async function userOf(tx: Prisma.TransactionClient, asked: Asked, settings: SingleSignOn, identity: Identity): Promise<KnownUser> {
  const user = (await findUserOf(tx, identity)) ?? (await newlyLinked(tx, asked, settings, identity));
  if (user.disabledAt !== null) {
    throw new SignOnRefused('disabled');
  }
  return { id: user.id, name: user.name, email: user.email };
}

/** Two who come for the first time at the same moment queue here. */
async function newlyLinked(tx: Prisma.TransactionClient, asked: Asked, settings: SingleSignOn, identity: Identity) {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('openslb_sign_on'))`;
  return (await findUserOf(tx, identity)) ?? (await linkedByEmail(tx, asked, settings, identity));
}

async function linkedByEmail(tx: Prisma.TransactionClient, asked: Asked, settings: SingleSignOn, identity: Identity) {
  const { email } = identity;
  if (email === null || !identity.isEmailVerified) {
    throw new SignOnRefused('unverified');
  }
  const found = await tx.user.findUnique({ where: { email }, include: { accounts: { where: { providerId: SIGN_ON_PROVIDER } } } });
  if (!found && !settings.createsUsers) {
    throw new SignOnRefused('unknown');
  }
  if (found?.accounts.some(({ accountId }) => accountId.startsWith(`${identity.issuer}#`))) {
    throw new SignOnRefused('taken');
  }
  if (found?.disabledAt) {
    return found;
  }
  const user = found ?? (await createUser(tx, asked, { email, name: identity.name ?? email }));
  const accountId = accountIdOf(identity);
  await tx.account.create({ data: { id: randomUUID(), userId: user.id, providerId: SIGN_ON_PROVIDER, accountId } });
  const actor = { type: 'user', id: user.id, name: user.name } as const;
  const linked = { issuer: identity.issuer, subject: identity.subject, email };
  await writeAudit(
    tx,
    { ...asked, actor },
    { action: 'user:sign-on-linked', resourceType: 'user', resourceId: user.id, regionId: null, before: null, after: linked },
  );
  return user;
}

/** Without any grant: what they may is for an administrator to say. */
async function createUser(tx: Prisma.TransactionClient, asked: Asked, { email, name }: { email: string; name: string }) {
  const user = await tx.user.create({ data: { id: randomUUID(), name: name.slice(0, 80), email, emailVerified: true } });
  await writeAudit(
    tx,
    { ...asked, actor: SYSTEM_ACTOR },
    { action: 'user:created', resourceType: 'user', resourceId: user.id, regionId: null, before: null, after: user },
  );
  return user;
}
