import type { Json } from '#domain/history.ts';
import type { LogPosition } from '#domain/operation-log.ts';
import type { OperationLogEntryView, OperationLogView } from '#domain/view.ts';
import { type AuditEntry, Prisma } from '#prisma/client.ts';
import type { Database } from '../read.ts';
import type { LogConditions } from './where.ts';

/**
 * So many entries that indexes find are read for one page, whatever is searched in them: tenths of a second, of a million
 * entries. The page after goes on where this one stopped.
 */
export const LOOKED_AT_MAX = 10_000;

export type LogRow = AuditEntry & { resourceName: string | null; position: bigint; hash: string };

export interface LogPage {
  rows: LogRow[];
  /** Where to go on; null: that was all. */
  next: LogPosition | null;
}

const COLUMNS = Prisma.sql`e.id, e.at, e.actor_type AS "actorType", e.actor_id AS "actorId", e.actor_name AS "actorName",
  e.credential_id AS "credentialId", e.credential_name AS "credentialName", e.region_id AS "regionId", e.resource_type AS "resourceType",
  e.resource_id AS "resourceId", e.action, e.request_id AS "requestId", e.client_address AS "clientAddress", e.revision,
  left(coalesce(e.after ->> 'name', e.before ->> 'name'), 200) AS "resourceName"`;

const WHOLE = Prisma.sql`${COLUMNS}, e.before, e.after, s.position, encode(s.hash, 'hex') AS hash`;

/** Newest first, after a position; looks at no more than LOOKED_AT_MAX entries. */
export async function loadPage(
  db: Database,
  { found, read }: LogConditions,
  { after, count, isWhole }: { after: LogPosition | null; count: number; isWhole: boolean },
): Promise<LogPage> {
  const from = after === null ? Prisma.sql`true` : Prisma.sql`(e.at, e.id) < (${after.at}, ${after.id}::uuid)`;
  const candidates = Prisma.sql`SELECT e.* FROM audit_entry e WHERE ${found} AND ${from} ORDER BY e.at DESC, e.id DESC LIMIT ${LOOKED_AT_MAX}`;
  // One more: whether there is a page after this one.
  const rows = await db.$queryRaw<LogRow[]>`
    SELECT ${isWhole ? Prisma.sql`${WHOLE} FROM (${candidates}) e JOIN audit_seal s ON s.entry_id = e.id` : Prisma.sql`${COLUMNS} FROM (${candidates}) e`}
    WHERE ${read} ORDER BY e.at DESC, e.id DESC LIMIT ${count + 1}`;
  if (rows.length > count) {
    const shown = rows.slice(0, count);
    return { rows: shown, next: shown.at(-1) ?? null };
  }
  const [last] = await db.$queryRaw<LogPosition[]>`
    SELECT e.at, e.id FROM audit_entry e WHERE ${found} AND ${from} ORDER BY e.at DESC, e.id DESC OFFSET ${LOOKED_AT_MAX - 1} LIMIT 1`;
  return { rows, next: last ?? null };
}

/** By id, whoever may see it. */
export async function findEntry(db: Database, id: string, { found, read }: LogConditions): Promise<LogRow | null> {
  const [row] = await db.$queryRaw<LogRow[]>`
    SELECT ${WHOLE} FROM audit_entry e JOIN audit_seal s ON s.entry_id = e.id WHERE e.id = ${id}::uuid AND ${found} AND ${read}`;
  return row ?? null;
}

export function toView(row: LogRow): OperationLogView {
  return {
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    actorType: row.actorType,
    actorId: row.actorId,
    actorName: row.actorName,
    credential: row.credentialId === null ? null : { id: row.credentialId, name: row.credentialName ?? '' },
    regionId: row.regionId,
    resourceType: row.resourceType,
    resourceId: row.resourceId,
    resourceName: row.resourceName,
    requestId: row.requestId,
    clientAddress: row.clientAddress,
    revision: row.revision,
  };
}

export function toEntryView(row: LogRow): OperationLogEntryView {
  return { ...toView(row), before: row.before as Json, after: row.after as Json, position: Number(row.position), hash: row.hash };
}
