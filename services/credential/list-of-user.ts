import { DomainError } from '#domain/domain-error.ts';
import type { CredentialView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { loadAccess } from '../permission/access.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { loadCredentials } from './internal.ts';
import { toCredentialView } from './view.ts';

/** Those of any user, newest first, for administrators. */
export function listCredentialsOfUser(context: Context, { userId }: { userId: string }): Promise<CredentialView[]> {
  return read(context, { in: place.everywhere, needs: 'administrator' }, async (db) => {
    const user = await db.user.findUnique({ where: { id: userId }, select: { id: true, name: true } });
    if (!user) {
      throw new DomainError('UserNotFound', `There is no user "${userId}".`);
    }
    const access = await loadAccess(db, { type: 'user', ...user });
    return (await loadCredentials(db, { userId })).map((row) => toCredentialView(row, access));
  });
}
