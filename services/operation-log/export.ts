import { DomainError, parseInput } from '#domain/domain-error.ts';
import { type ExportFormat, ExportOperationLogsQuery, type LogPosition, OPERATION_LOG_EXPORT_MAX } from '#domain/operation-log.ts';
import type { OperationLogEntryView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { type Database, read } from '../read.ts';
import { csvHead, csvLine } from './csv.ts';
import { logPlace } from './internal.ts';
import { loadPage, toEntryView } from './load.ts';
import { note } from './note.ts';
import { type LogConditions, logConditions } from './where.ts';

export interface LogExport {
  fileName: string;
  contentType: string;
  /** Each piece is some whole lines. */
  pieces: AsyncGenerator<string, void>;
}

const BATCH = 500;

/** As many entries as a file can have, newest first; that it was taken is an entry as well. Rights are judged anew with each piece. */
export async function exportOperationLogs(context: Context, input: unknown): Promise<LogExport> {
  const { format, ...filters } = parseInput(ExportOperationLogsQuery, input);
  const place = logPlace(filters);
  await read(context, place, async (db, access) => refuseTooMany(db, await logConditions(db, access, context.actor, filters)));
  await note(context, place, {
    action: 'operation-log:exported',
    resourceType: 'operation-log',
    resourceId: 'operation-log',
    regionId: filters.regionId ?? null,
    before: null,
    after: { format, ...filters },
  });
  const load = (after: LogPosition | null) =>
    read(context, place, async (db, access) =>
      loadPage(db, await logConditions(db, access, context.actor, filters), { after, count: BATCH, isWhole: true }),
    );
  const day = new Date().toISOString().slice(0, 10);
  return { fileName: `operation-log-${filters.regionId ?? 'all'}-${day}.${format}`, ...toFile(format, load) };
}

/** Before the first byte: a file that ends somewhere would look whole. */
async function refuseTooMany(db: Database, { found }: LogConditions): Promise<void> {
  const rows = await db.$queryRaw<unknown[]>(
    Prisma.sql`SELECT 1 FROM audit_entry e WHERE ${found} OFFSET ${OPERATION_LOG_EXPORT_MAX} LIMIT 1`,
  );
  if (rows.length > 0) {
    throw new DomainError(
      'InvalidParameter',
      `More than ${OPERATION_LOG_EXPORT_MAX} entries would have to be looked through: ask for a shorter time, by "from" and "to".`,
      { path: 'from' },
    );
  }
}

function toFile(format: ExportFormat, load: (after: LogPosition | null) => ReturnType<typeof loadPage>): Omit<LogExport, 'fileName'> {
  return format === 'csv'
    ? { contentType: 'text/csv; charset=utf-8', pieces: pieces(load, csvLine, csvHead()) }
    : { contentType: 'application/x-ndjson; charset=utf-8', pieces: pieces(load, (entry) => `${JSON.stringify(entry)}\n`, '') };
}

async function* pieces(
  load: (after: LogPosition | null) => ReturnType<typeof loadPage>,
  line: (entry: OperationLogEntryView) => string,
  head: string,
): AsyncGenerator<string, void> {
  let text = head;
  let after: LogPosition | null = null;
  do {
    const page: Awaited<ReturnType<typeof loadPage>> = await load(after);
    yield text + page.rows.map((row) => line(toEntryView(row))).join('');
    text = '';
    after = page.next;
  } while (after !== null);
}
