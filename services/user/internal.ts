import { DomainError } from '#domain/domain-error.ts';
import type { UserView } from '#domain/view.ts';
import type { AuditRecord } from '../audit.ts';
import type { Context } from '../context.ts';
import type { Database } from '../read.ts';
import { loadUserViews } from './view.ts';

export function userNotFound(id: string): DomainError {
  return new DomainError('UserNotFound', `There is no user "${id}".`);
}

/** As administrators see it. */
export async function getUserView(db: Database, id: string): Promise<UserView> {
  const [view] = await loadUserViews(db, [id], { isWhole: true });
  if (!view) {
    throw userNotFound(id);
  }
  return view;
}

/** Writers of one user queue here. */
export async function lockUser(tx: Database, id: string): Promise<void> {
  const locked = await tx.$queryRaw<unknown[]>`SELECT 1 FROM user_account WHERE id = ${id} FOR UPDATE`;
  if (locked.length === 0) {
    throw userNotFound(id);
  }
}

export function requireOther(context: Context, id: string, message: string): void {
  if (context.actor.id === id) {
    throw new DomainError('OwnAccount', message);
  }
}

/** What the audit log keeps of a user. */
export async function loadUserDocument(db: Database, id: string) {
  return db.user.findUniqueOrThrow({
    where: { id },
    select: { name: true, email: true, disabledAt: true, twoFactorEnabled: true, passwordChangedAt: true },
  });
}

export function userAudit(action: string, id: string, change: Pick<AuditRecord, 'before' | 'after'>): AuditRecord {
  return { action, resourceType: 'user', resourceId: id, regionId: null, ...change };
}

export async function endSessions(tx: Database, userId: string): Promise<void> {
  await tx.session.deleteMany({ where: { userId } });
}
