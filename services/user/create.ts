import { randomUUID } from 'node:crypto';
import { CreateUserInput } from '#domain/user.ts';
import type { NewUserView, UserLinkView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { insertLink } from '../user-link/internal.ts';
import { type WriteOptions, write } from '../write.ts';
import { getUserView, loadUserDocument, userAudit } from './internal.ts';

/** Somebody who may nothing yet, and the link by which they choose a password. */
export async function createUser(context: Context, input: unknown): Promise<NewUserView> {
  const person = parseBody(CreateUserInput, input);
  const options: WriteOptions = {
    in: place.everywhere,
    needs: 'administrator',
    proof: 'recent-session',
    idempotent: { operation: 'user:create', input: person },
  };
  // Beside the answer, which is kept for repetitions: the secret is told once and stored nowhere.
  let link: UserLinkView | null = null;
  const user = await write(context, options, async (tx) => {
    const id = randomUUID();
    await tx.user.create({ data: { id, ...person, emailVerified: true } });
    link = await insertLink(tx, { userId: id, kind: 'invitation', createdBy: context.actor.name });
    return {
      answer: await getUserView(tx, id),
      audit: userAudit('user:created', id, { before: null, after: await loadUserDocument(tx, id) }),
    };
  });
  return { ...user, link };
}
