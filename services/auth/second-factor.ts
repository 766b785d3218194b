import { DomainError } from '#domain/domain-error.ts';
import type { Database } from '../read.ts';
import { secretBox } from '../secret-box.ts';
import { hashRecoveryCode, looksLikeRecoveryCode } from './recovery-codes.ts';
import { stepOfCode } from './totp.ts';
import { tooManyTries } from './tries.ts';

/** So many wrong codes in a row lock the app's codes for `LOCK_MIN_MINUTES`, so many more for twice as long, and so on. */
export const WRONG_CODES_MAX = 5;
const LOCK_MIN_MINUTES = 5;
const LOCK_MAX_MINUTES = 60;

export interface SecondFactor {
  id: string;
  userId: string;
  secret: string;
  lastStep: number | null;
  failedVerificationCount: number;
  lockedUntil: Date | null;
}

/** Null: the user has none, or has not shown its first code yet. */
export async function findSecondFactor(db: Database, userId: string): Promise<SecondFactor | null> {
  return db.twoFactor.findFirst({ where: { userId, verified: true } });
}

export function wrongCode(): DomainError {
  return new DomainError('WrongProof', 'The code is not right, or was used before.', { path: 'code' });
}

/**
 * Takes a code of the app or a recovery code; each works once. Give it a connection of its own: a code that was looked at stays
 * used, and a wrong one counted. Recovery codes are not locked with the app's: nobody guesses one, and they let in whoever is locked out
 * by others.
 */
export async function takeCode(db: Database, factor: SecondFactor, code: string): Promise<'app' | 'recovery'> {
  if (looksLikeRecoveryCode(code)) {
    await takeRecoveryCode(db, factor, code);
    return 'recovery';
  }
  const waitMs = (factor.lockedUntil?.getTime() ?? 0) - Date.now();
  if (waitMs > 0) {
    throw tooManyTries(waitMs);
  }
  if (!(await takeAppCode(db, factor, code))) {
    await countWrongCode(db, factor);
    throw wrongCode();
  }
  return 'app';
}

/** Of the same code, sent twice at once, one finds the step taken. */
export async function takeAppCode(db: Database, factor: SecondFactor, code: string): Promise<boolean> {
  const secret = secretBox('second-factor').open(factor.secret, factor.userId);
  const step = stepOfCode(secret, code.replaceAll(/\s/g, ''), { at: Date.now(), lastStep: factor.lastStep });
  if (step === null) {
    return false;
  }
  const { count } = await db.twoFactor.updateMany({
    where: { id: factor.id, OR: [{ lastStep: null }, { lastStep: { lt: step } }] },
    data: { lastStep: step, failedVerificationCount: 0, lockedUntil: null },
  });
  return count === 1;
}

async function countWrongCode(db: Database, factor: SecondFactor): Promise<void> {
  const { failedVerificationCount: wrong } = await db.twoFactor.update({
    where: { id: factor.id },
    data: { failedVerificationCount: { increment: 1 } },
    select: { failedVerificationCount: true },
  });
  if (wrong % WRONG_CODES_MAX === 0) {
    const minutes = Math.min(LOCK_MIN_MINUTES * 2 ** (wrong / WRONG_CODES_MAX - 1), LOCK_MAX_MINUTES);
    await db.twoFactor.update({ where: { id: factor.id }, data: { lockedUntil: new Date(Date.now() + minutes * 60_000) } });
  }
}

async function takeRecoveryCode(db: Database, factor: SecondFactor, code: string): Promise<void> {
  const hash = hashRecoveryCode(code);
  const taken = await db.$executeRaw`
    UPDATE two_factor SET backup_codes = (backup_codes::jsonb - ${hash})::text
    WHERE id = ${factor.id} AND backup_codes::jsonb ? ${hash}`;
  if (taken === 0) {
    throw wrongCode();
  }
}
