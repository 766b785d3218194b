import type { UserView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { endSessions, getUserView, loadUserDocument, lockUser, requireOther, userAudit } from './internal.ts';

/** For somebody who has lost the second factor, and the recovery codes too: the password alone signs in again. Ends all sessions. */
export async function resetTwoFactor(context: Context, { id }: { id: string }): Promise<UserView> {
  return write(context, { in: place.everywhere, needs: 'administrator', proof: 'recent-session' }, async (tx) => {
    await lockUser(tx, id);
    requireOther(context, id, 'Nobody can reset their own second factor: switch it off in your own account.');
    const before = await loadUserDocument(tx, id);
    await tx.twoFactor.deleteMany({ where: { userId: id } });
    await tx.user.update({ where: { id }, data: { twoFactorEnabled: false } });
    await endSessions(tx, id);
    return {
      answer: await getUserView(tx, id),
      audit: userAudit('user:two-factor-reset', id, { before, after: await loadUserDocument(tx, id) }),
    };
  });
}
