import { ReauthenticateInput } from '#domain/account.ts';
import { proveOnce } from '../auth/prove.ts';
import { newSessionToken } from '../auth/session-cookie.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { requireOwnSession } from './internal.ts';

/** Proves again who sits there. The session goes on with another token, and the one before opens nothing any more (ASVS 7.2.4). */
export async function reauthenticate(context: Context, input: unknown): Promise<{ token: string }> {
  const { userId, sessionId } = requireOwnSession(context);
  const { secondFactor } = await proveOnce(context, userId, parseBody(ReauthenticateInput, input));
  return write(context, { in: place.anywhere, needs: null }, async (tx) => {
    const before = await tx.session.findUniqueOrThrow({ where: { id: sessionId } });
    const now = new Date();
    const after = await tx.session.update({
      where: { id: sessionId },
      data: {
        token: newSessionToken(),
        authenticatedAt: now,
        lastActiveAt: now,
        secondFactor: before.secondFactor || secondFactor,
      },
    });
    const audited = ({ id, authenticatedAt, secondFactor: isShown }: typeof after) => ({
      session: id,
      authenticatedAt,
      secondFactor: isShown,
    });
    return {
      answer: { token: after.token },
      audit: {
        action: 'user:reauthenticated',
        resourceType: 'user',
        resourceId: userId,
        regionId: null,
        before: audited(before),
        after: audited(after),
      },
    };
  });
}
