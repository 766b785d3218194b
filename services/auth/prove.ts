import { DomainError } from '#domain/domain-error.ts';
import { REAUTHENTICATION_MINUTES } from '#domain/limits.ts';
import type { Context } from '../context.ts';
import { findPasswordHash, isRightPassword } from './password-hash.ts';
import { findSecondFactor, takeCode } from './second-factor.ts';
import { SIGN_IN_LIMIT } from './sign-in-limit.ts';
import { clearTries, takeTry } from './tries.ts';

export interface GivenProof {
  password?: string | undefined;
  code?: string | undefined;
}

type Prover = Pick<Context, 'prisma' | 'session' | 'isRehearsal'>;

/**
 * Demands all that the user can prove who they are with: for what changes how they sign in (ASVS 7.5.1). Who has neither a
 * password nor a second factor signs in elsewhere, and has to have done so lately. Outside of the transaction of the change: what was tried
 * stays counted. A rehearsal changes nothing, so it is not asked for, and does not tell whether a proof is right.
 */
export async function proveWholly(context: Prover, userId: string, given: GivenProof): Promise<void> {
  await counted(context, userId, async () => {
    const hash = await findPasswordHash(context.prisma, userId);
    const factor = await findSecondFactor(context.prisma, userId);
    if (hash !== null) {
      await requirePassword(hash, given.password);
    }
    if (factor) {
      await takeCode(context.prisma, factor, required(given.code, 'code', 'Enter a code.'));
    }
    if (hash === null && !factor && !isRecent(context)) {
      throw new DomainError('ReauthenticationRequired', 'Prove again who you are, then repeat this.');
    }
  });
}

/** Checks what is given, one of the two or both; says whether a second factor was among it. */
export async function proveOnce(context: Prover, userId: string, given: GivenProof): Promise<{ secondFactor: boolean }> {
  return counted(context, userId, async () => {
    if (given.password !== undefined) {
      await requirePassword(await findPasswordHash(context.prisma, userId), given.password);
    }
    if (given.code === undefined) {
      return { secondFactor: false };
    }
    const factor = await findSecondFactor(context.prisma, userId);
    if (!factor) {
      throw new DomainError('WrongProof', 'There is no second factor: prove who you are with your password.', { path: 'code' });
    }
    await takeCode(context.prisma, factor, given.code);
    return { secondFactor: true };
  });
}

async function counted<T>({ prisma, isRehearsal }: Prover, userId: string, prove: () => Promise<T>): Promise<T | { secondFactor: false }> {
  if (isRehearsal) {
    return { secondFactor: false };
  }
  const key = `proof:${userId}`;
  await takeTry(prisma, key, SIGN_IN_LIMIT);
  const result = await prove();
  await clearTries(prisma, key);
  return result;
}

async function requirePassword(hash: string | null, password: string | undefined): Promise<void> {
  if (!(await isRightPassword(hash, required(password, 'password', 'Enter your password.')))) {
    throw new DomainError('WrongProof', 'The password is not right.', { path: 'password' });
  }
}

function required(value: string | undefined, path: string, sentence: string): string {
  if (value === undefined) {
    throw new DomainError('WrongProof', sentence, { path });
  }
  return value;
}

function isRecent({ session }: Prover): boolean {
  return session !== undefined && Date.now() - session.authenticatedAt.getTime() <= REAUTHENTICATION_MINUTES * 60_000;
}
