import { DomainError } from '#domain/domain-error.ts';
import type { UserLinkView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { insertLink } from '../user-link/internal.ts';
import { write } from '../write.ts';
import { getUserView, lockUser, requireOther, userAudit } from './internal.ts';

/** A new one-time link: an invitation as long as the user has nothing to sign in with, else one that sets a new password. */
export async function issueUserLink(context: Context, { id }: { id: string }): Promise<UserLinkView> {
  return write(context, { in: place.everywhere, needs: 'administrator', proof: 'recent-session' }, async (tx) => {
    await lockUser(tx, id);
    requireOther(context, id, 'Nobody can reset their own password by a link: change it in your own account.');
    const { details: before } = await getUserView(tx, id);
    if (before?.status === 'disabled') {
      throw new DomainError('InvalidParameter', 'The user is disabled: enable the account first.');
    }
    const kind = before?.status === 'invited' ? 'invitation' : 'password-reset';
    const answer = await insertLink(tx, { userId: id, kind, createdBy: context.actor.name });
    const { path: _, ...after } = answer;
    return { answer, audit: userAudit('user:link-issued', id, { before: before?.link ?? {}, after }) };
  });
}
