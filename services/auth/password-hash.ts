import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { processWide } from '../process-wide.ts';
import type { Database } from '../read.ts';

/** Null: there is no such user, or they sign in elsewhere only. */
export async function findPasswordHash(db: Database, userId: string): Promise<string | null> {
  const account = await db.account.findFirst({ where: { userId, providerId: 'credential' }, select: { password: true } });
  return account?.password ?? null;
}

/** Takes the same work whether or not there is a hash, so that the time of an answer tells nothing. */
export async function isRightPassword(hash: string | null, password: string): Promise<boolean> {
  const isRight = await verifyPassword({ hash: hash ?? (await nobodysHash()), password });
  return isRight && hash !== null;
}

function nobodysHash(): Promise<string> {
  return processWide('nobodys-password', '', () => hashPassword('of nobody'));
}
