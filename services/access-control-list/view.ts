import type { AccessControlListenerView, AccessControlListSummary, AccessControlListView } from '#domain/view.ts';
import type { Database } from '../read.ts';
import { loadTags } from '../tag/load.ts';

/** In the order of `ids`; a page takes as many queries as one list. */
export async function loadAccessControlListSummaries(db: Database, ids: string[]): Promise<AccessControlListSummary[]> {
  const rows = await db.accessControlList.findMany({ where: { id: { in: ids } }, include: { _count: { select: { entries: true } } } });
  const listeners = await loadUsers(db, ids);
  const tagsOf = await loadTags(db, 'acl', ids);
  const views = new Map(
    rows.map((row): [string, AccessControlListSummary] => [
      row.id,
      {
        id: row.id,
        regionId: row.regionId,
        name: row.name,
        ipVersion: row.ipVersion,
        version: row.version,
        createdAt: row.createdAt.toISOString(),
        entryCount: row._count.entries,
        listeners: listeners.flatMap(({ listId, ...listener }) => (listId === row.id ? [listener] : [])),
        tags: tagsOf(row.id),
      },
    ]),
  );
  return ids.flatMap((id) => views.get(id) ?? []);
}

export async function findAccessControlListView(db: Database, id: string): Promise<AccessControlListView | null> {
  const [summary] = await loadAccessControlListSummaries(db, [id]);
  return summary ? { ...summary, entries: await loadEntries(db, id) } : null;
}

/** Postgres leaves out the length of a single address unless it is asked for text. */
export async function loadEntries(db: Database, listId: string): Promise<AccessControlListView['entries']> {
  return db.$queryRaw`
    SELECT cidr::text, comment FROM access_control_entry WHERE access_control_list_id = ${listId} ORDER BY access_control_entry.cidr`;
}

/** `isEmpty` speaks of all lists of a listener together. */
async function loadUsers(db: Database, listIds: string[]): Promise<(AccessControlListenerView & { listId: string })[]> {
  return db.$queryRaw`
    SELECT la.access_control_list_id AS "listId", l.id, lb.id AS "loadBalancerId", lb.name AS "loadBalancerName", l.protocol, l.port,
      l.name, l.access_control_mode AS mode, NOT EXISTS (
        SELECT 1 FROM listener_access_control_list other
        JOIN access_control_entry e ON e.access_control_list_id = other.access_control_list_id
        WHERE other.listener_id = l.id) AS "isEmpty"
    FROM listener_access_control_list la JOIN listener l ON l.id = la.listener_id JOIN load_balancer lb ON lb.id = l.load_balancer_id
    WHERE la.access_control_list_id = ANY (${listIds}) ORDER BY lb.name, lb.id, l.protocol, l.port`;
}
