import { Prisma } from '#prisma/client.ts';
import type { Context } from './context.ts';

export interface AuditRecord {
  /** `noun:past-verb`, for example `listener:created`. */
  action: string;
  resourceType: string;
  resourceId: string;
  regionId: string | null;
  before: object | null;
  after: object | null;
}

/** Writes who did what; call it in the transaction of the change. */
export async function writeAudit(tx: Prisma.TransactionClient, context: Omit<Context, 'prisma'>, record: AuditRecord): Promise<void> {
  await tx.auditEntry.create({
    data: {
      actorType: context.actor.type,
      actorId: context.actor.id,
      actorName: context.actor.name,
      credentialId: context.actor.credential?.id ?? null,
      credentialName: context.actor.credential?.name ?? null,
      regionId: record.regionId,
      resourceType: record.resourceType,
      resourceId: record.resourceId,
      action: record.action,
      before: asJson(record.before),
      after: asJson(record.after),
      requestId: context.requestId,
      clientAddress: context.clientAddress ?? null,
      revision: await raisedRevision(tx, record),
    },
  });
}

/**
 * The region's revision, if this transaction has raised it: nothing else writes the region's row, but for what a region
 * says of itself, which no worker looks at.
 */
async function raisedRevision(tx: Prisma.TransactionClient, { resourceType, regionId }: AuditRecord): Promise<number | null> {
  if (regionId === null || resourceType === 'region') {
    return null;
  }
  const [row] = await tx.$queryRaw<{ revision: number }[]>`
    SELECT revision FROM region WHERE id = ${regionId} AND xmin = pg_current_xact_id()::xid`;
  return row?.revision ?? null;
}

/** Whether what the record tells differs; when a row was last written, and by which revision or version, is no content. */
export function isChange({ before, after }: Pick<AuditRecord, 'before' | 'after'>): boolean {
  return contentOf(before) !== contentOf(after);
}

const BOOKKEEPING: ReadonlySet<string> = new Set(['revision', 'revisedAt', 'updatedAt', 'version']);

function contentOf(value: object | null): string {
  return JSON.stringify(value, (name, inner: unknown) => (BOOKKEEPING.has(name) ? undefined : inner));
}

function asJson(value: object | null) {
  return value === null ? Prisma.DbNull : toJson(value);
}

/** A row as JSON can hold it: dates become ISO 8601 text. */
export function toJson(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
}
