import { DomainError } from '#domain/domain-error.ts';
import type { AccessControlListView } from '#domain/view.ts';
import type { AccessControlList } from '#prisma/client.ts';
import type { Database } from '../read.ts';
import { findAccessControlListView, loadEntries } from './view.ts';

export function accessControlListNotFound(id: string): DomainError {
  return new DomainError('AclNotExist', `There is no access control list "${id}".`);
}

export async function getAccessControlListView(db: Database, id: string): Promise<AccessControlListView> {
  const view = await findAccessControlListView(db, id);
  if (!view) {
    throw accessControlListNotFound(id);
  }
  return view;
}

/** The row with its entries, as the audit keeps it. */
export async function listForAudit(db: Database, id: string): Promise<AccessControlList & Pick<AccessControlListView, 'entries'>> {
  const row = await db.accessControlList.findUnique({ where: { id } });
  if (!row) {
    throw accessControlListNotFound(id);
  }
  return { ...row, entries: await loadEntries(db, id) };
}

/** What the list has already stays as it is, comment included. */
export async function addEntries(db: Database, listId: string, entries: AccessControlListView['entries']): Promise<void> {
  await db.accessControlEntry.createMany({
    data: entries.map((entry) => ({ ...entry, accessControlListId: listId })),
    skipDuplicates: true,
  });
}
