import type { UserView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { endSessions, getUserView, loadUserDocument, lockUser, requireOther, userAudit } from './internal.ts';

/** Shuts somebody out at once: sessions end, credentials and sign-in work no more. What they had stays, for `enableUser`. */
export async function disableUser(context: Context, { id }: { id: string }): Promise<UserView> {
  return write(context, { in: place.everywhere, needs: 'administrator', proof: 'recent-session' }, async (tx) => {
    await lockUser(tx, id);
    requireOther(context, id, 'Nobody can disable their own account.');
    const before = await loadUserDocument(tx, id);
    await tx.user.updateMany({ where: { id, disabledAt: null }, data: { disabledAt: new Date() } });
    await tx.userLink.deleteMany({ where: { userId: id } });
    await endSessions(tx, id);
    return {
      answer: await getUserView(tx, id),
      audit: userAudit('user:disabled', id, { before, after: await loadUserDocument(tx, id) }),
    };
  });
}
