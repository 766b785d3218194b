import { hashPassword } from 'better-auth/crypto';
import { ChangePasswordInput } from '#domain/account.ts';
import { DomainError } from '#domain/domain-error.ts';
import { requireGoodPassword } from '../auth/password.ts';
import { proveWholly } from '../auth/prove.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { endSessions } from '../session/internal.ts';
import { write } from '../write.ts';
import { requireOwnSession } from './internal.ts';

/** Takes the password of now, and a code where there is a second factor; the user's other sessions end unless they are kept. */
export async function changePassword(context: Context, input: unknown): Promise<void> {
  const { userId, sessionId } = requireOwnSession(context);
  const { newPassword, endOtherSessions, ...given } = parseBody(ChangePasswordInput, input);
  await proveWholly(context, userId, given);
  const passwordHash = await hashPassword(newPassword);
  await write(context, { in: place.anywhere, needs: null, proof: 'recent-session' }, async (tx) => {
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    requireGoodPassword(newPassword, user, 'newPassword');
    const { count } = await tx.account.updateMany({ where: { userId, providerId: 'credential' }, data: { password: passwordHash } });
    if (count === 0) {
      throw new DomainError('InvalidParameter', 'You sign in without a password, so there is none to change.', { path: 'newPassword' });
    }
    const { passwordChangedAt } = await tx.user.update({ where: { id: userId }, data: { passwordChangedAt: new Date() } });
    const ended = endOtherSessions ? await endSessions(tx, userId, { except: sessionId }) : null;
    return {
      answer: undefined,
      audit: {
        action: 'user:password-changed',
        resourceType: 'user',
        resourceId: userId,
        regionId: null,
        before: { passwordChangedAt: user.passwordChangedAt, ...ended?.before },
        after: { passwordChangedAt, ...ended?.after },
      },
    };
  });
}
