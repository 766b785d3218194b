import { newSessionToken, sessionCookie } from '../auth/session-cookie.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { write } from '../write.ts';
import { findUserOf } from './account.ts';
import type { Flow } from './flow.ts';
import { type Identity, provenAt } from './identity.ts';
import { SignOnRefused } from './refusal.ts';

/** Clocks of the provider and of this machine differ by less. */
const CLOCK_TOLERANCE_MS = 30_000;

/**
 * The session's user has proved to the provider again who they are, after the flow began. The session gets a new token, whose
 * cookie is returned: whoever has the old one has not proved anything. Throws SignOnRefused.
 */
export async function reauthenticateWithProvider(context: Context, flow: Flow, identity: Identity): Promise<string[]> {
  const { session, actor } = context;
  if (!session || session.id !== flow.sessionId) {
    throw new SignOnRefused('stale');
  }
  const authenticatedAt = provenAt(identity);
  if (authenticatedAt.getTime() < flow.startedAt - CLOCK_TOLERANCE_MS) {
    throw new SignOnRefused('failed', new Error('The provider has not asked the user again: prompt=login and max_age=0 had no effect.'));
  }
  // Accounts never move from one user to another.
  const user = await read(context, { in: place.anywhere, needs: null }, (db) => findUserOf(db, identity));
  if (user === null || user.id !== actor.id) {
    throw new SignOnRefused('other');
  }
  const token = await renew(context, session.id, { userId: user.id, authenticatedAt, hasSecondFactor: identity.hasSecondFactor });
  return [await sessionCookie(token)];
}

function renew(
  context: Context,
  id: string,
  { userId, authenticatedAt, hasSecondFactor }: { userId: string; authenticatedAt: Date; hasSecondFactor: boolean },
): Promise<string> {
  return write(context, { in: place.anywhere, needs: null }, async (tx) => {
    const before = await tx.session.findUniqueOrThrow({ where: { id } });
    const after = await tx.session.update({
      where: { id },
      data: {
        token: newSessionToken(),
        authenticatedAt,
        lastActiveAt: new Date(),
        secondFactor: before.secondFactor || hasSecondFactor,
      },
    });
    const audited = ({ authenticatedAt: at, secondFactor }: typeof after) => ({ session: id, authenticatedAt: at, secondFactor });
    return {
      answer: after.token,
      audit: {
        action: 'user:reauthenticated',
        resourceType: 'user',
        resourceId: userId,
        regionId: null,
        before: audited(before),
        after: { ...audited(after), method: 'oidc' },
      },
    };
  });
}
