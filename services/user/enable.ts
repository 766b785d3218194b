import type { UserView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { endSessions, getUserView, loadUserDocument, lockUser, userAudit } from './internal.ts';

export async function enableUser(context: Context, { id }: { id: string }): Promise<UserView> {
  return write(context, { in: place.everywhere, needs: 'administrator', proof: 'recent-session' }, async (tx) => {
    await lockUser(tx, id);
    const before = await loadUserDocument(tx, id);
    if (before.disabledAt) {
      await tx.user.update({ where: { id }, data: { disabledAt: null } });
      // One that began while the account was being disabled must not come to life.
      await endSessions(tx, id);
    }
    return {
      answer: await getUserView(tx, id),
      audit: userAudit('user:enabled', id, { before, after: await loadUserDocument(tx, id) }),
    };
  });
}
