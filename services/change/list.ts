import { ListChangesQuery } from '#domain/change.ts';
import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { NODE_ALIVE_SECONDS } from '#domain/limits.ts';
import type { ChangeView, ReceiptView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { type Database, read } from '../read.ts';

type ReceiptRow = Omit<ReceiptView, 'inForceAt'> & { auditId: string; inForceAt: Date };

/** What workers had to carry out, newest first, each with what became of it on every node. */
export async function listChanges(context: Context, input: unknown): Promise<Page<ChangeView>> {
  const { regionId, pageNumber, pageSize } = parseInput(ListChangesQuery, input);
  const where = { regionId, revision: { not: null } };
  return read(context, { in: place.region(regionId), needs: 'viewer' }, async (db) => {
    const totalCount = await db.auditEntry.count({ where });
    const entries = await db.auditEntry.findMany({
      where,
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      skip: offsetOf({ pageNumber, pageSize }),
      take: pageSize,
      select: { id: true, at: true, actorName: true, action: true, resourceType: true, resourceId: true, revision: true },
    });
    const ids = entries.map(({ id }) => id);
    const receipts = await loadReceipts(db, ids);
    const waiting = await loadWaiting(db, ids);
    const items = entries.map((entry) => ({
      ...entry,
      at: entry.at.toISOString(),
      receipts: receipts
        .filter(({ auditId }) => auditId === entry.id)
        .map(({ auditId: _, ...receipt }) => ({ ...receipt, inForceAt: receipt.inForceAt.toISOString() })),
      waitingNodes: waiting.filter(({ auditId }) => auditId === entry.id).map(({ nodeId }) => nodeId),
    }));
    return { items, totalCount, pageNumber, pageSize };
  });
}

/** A node reads the newest revision at most this long after an older one, so that one row may answer for both. */
const CARRIED_SECONDS = 15;

/** Per node the row of the change's revision, or of the next one if the node never saw that itself. */
async function loadReceipts(db: Database, auditIds: string[]): Promise<ReceiptRow[]> {
  return db.$queryRaw<ReceiptRow[]>`
    SELECT a.id::text AS "auditId", c.node_id AS "nodeId", c.in_force_at AS "inForceAt", c.delay_ms AS "delayMilliseconds", c.listeners,
      c.failed, c.connections_kept AS "connectionsKept", c.connections_cut AS "connectionsCut"
    FROM audit_entry a CROSS JOIN proxy_node n CROSS JOIN LATERAL (
      SELECT * FROM node_change c WHERE c.region_id = a.region_id AND c.node_id = n.id AND c.revision >= a.revision
      ORDER BY c.revision LIMIT 1) c
    WHERE a.id = ANY (${auditIds}::uuid[])
      AND (c.revision = a.revision OR c.changed_at < a.at + make_interval(secs => ${CARRIED_SECONDS}::int))
    ORDER BY n.id`;
}

/** Alive nodes of the region that have not got so far yet. */
async function loadWaiting(db: Database, auditIds: string[]): Promise<{ auditId: string; nodeId: string }[]> {
  return db.$queryRaw`
    SELECT a.id::text AS "auditId", r.node_id AS "nodeId"
    FROM audit_entry a JOIN node_region r ON r.region_id = a.region_id AND r.applied_revision < a.revision
    JOIN proxy_node n ON n.id = r.node_id
    WHERE a.id = ANY (${auditIds}::uuid[]) AND n.stopped_at IS NULL
      AND n.heartbeat_at > clock_timestamp() - make_interval(secs => ${NODE_ALIVE_SECONDS}::int)
    ORDER BY r.node_id`;
}
