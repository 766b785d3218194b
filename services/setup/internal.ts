import { createHash, randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import type { FirstAdministrator } from '#domain/setup.ts';
import { requireGoodPassword } from '../auth/password.ts';
import type { Database } from '../read.ts';

export interface NewAdministrator {
  name: string;
  email: string;
  passwordHash: string;
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export async function hashed({ name, email, password }: FirstAdministrator): Promise<NewAdministrator> {
  requireGoodPassword(password, { name, email });
  return { name, email, passwordHash: await hashPassword(password) };
}

/** Two who set up at the same moment queue here; the second then finds a user. */
export async function lockSetup(tx: Database): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('openslb_setup'))`;
}

export async function hasUser(db: Database): Promise<boolean> {
  return (await db.user.findFirst({ select: { id: true } })) !== null;
}

/** From the first user on, for good. */
export async function isSetupOver(db: Database): Promise<boolean> {
  return (await hasUser(db)) || (await db.setupClosing.count()) > 0;
}

const LINK_LIFETIME_MS = 24 * 3600_000;

/** Whether there is a link with this token that nobody has used, and that is not too old. */
export function goodToken(token: string) {
  return { tokenHash: hashToken(token), usedAt: null, createdAt: { gt: new Date(Date.now() - LINK_LIFETIME_MS) } };
}

/** The rows that the login library expects for a user who signs in with email and password. */
export async function insertAdministrator(tx: Database, { name, email, passwordHash }: NewAdministrator) {
  const id = randomUUID();
  const user = await tx.user.create({ data: { id, name, email, emailVerified: true } });
  await tx.accessGrant.create({ data: { userId: id, role: 'administrator', createdBy: name } });
  await tx.account.create({ data: { id: randomUUID(), userId: id, accountId: id, providerId: 'credential', password: passwordHash } });
  return user;
}
