import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { loadUserDocument, lockUser, requireOther, userAudit } from './internal.ts';

/** With sessions, credentials, grants and memberships; the operation log keeps what the user did. */
export async function deleteUser(context: Context, { id }: { id: string }): Promise<void> {
  await write(context, { in: place.everywhere, needs: 'administrator', proof: 'recent-session' }, async (tx) => {
    await lockUser(tx, id);
    requireOther(context, id, 'Nobody can delete their own account.');
    const before = await loadUserDocument(tx, id);
    await tx.user.delete({ where: { id } });
    return { answer: undefined, audit: userAudit('user:deleted', id, { before, after: null }) };
  });
}
