import { DomainError } from '#domain/domain-error.ts';
import type { TwoFactorSetupView } from '#domain/view.ts';
import { newTotpSecret, totpUri } from '../auth/totp.ts';
import type { Context } from '../context.ts';
import { requireProof } from '../permission/proof.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { secretBox } from '../secret-box.ts';
import { requireOwnSession } from './internal.ts';

const LIFETIME_MS = 30 * 60_000;

/** What a setup carries until its first code is shown: nothing is stored before. */
interface Setup {
  secret: string;
  /** ms since 1970 */
  until: number;
}

/** A secret for an authenticator app. It is shown here only, and is worth nothing until `enableTwoFactor` takes a code of it. */
export async function beginTwoFactor(context: Context): Promise<TwoFactorSetupView> {
  const { userId } = requireOwnSession(context);
  requireProof(context, 'recent-session');
  return read(context, { in: place.anywhere, needs: null }, async (db) => {
    const { email } = await db.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
    const secret = newTotpSecret();
    const setup: Setup = { secret, until: Date.now() + LIFETIME_MS };
    return { secret, uri: totpUri(secret, email), setup: secretBox('second-factor').seal(JSON.stringify(setup), `${userId}:setup`) };
  });
}

/** The secret of a setup that this console has begun for this user, lately. */
export function openSetup(userId: string, setup: string): string {
  const opened = open(userId, setup);
  if (!opened || opened.until < Date.now()) {
    throw new DomainError('InvalidParameter', 'Begin again: this setup is too old.', { path: 'setup' });
  }
  return opened.secret;
}

function open(userId: string, setup: string): Setup | null {
  try {
    return JSON.parse(secretBox('second-factor').open(setup, `${userId}:setup`)) as Setup;
  } catch {
    return null;
  }
}
