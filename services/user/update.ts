import { UpdateUserInput } from '#domain/user.ts';
import type { UserView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { getUserView, loadUserDocument, lockUser, userAudit } from './internal.ts';

export async function updateUser(context: Context, input: { id: string; changes: unknown }): Promise<UserView> {
  const { id } = input;
  const data = parseBody(UpdateUserInput, input.changes);
  return write(context, { in: place.everywhere, needs: 'administrator', proof: 'recent-session' }, async (tx) => {
    await lockUser(tx, id);
    const before = await loadUserDocument(tx, id);
    await tx.user.update({ where: { id }, data });
    return {
      answer: await getUserView(tx, id),
      audit: userAudit('user:updated', id, { before, after: await loadUserDocument(tx, id) }),
    };
  });
}
