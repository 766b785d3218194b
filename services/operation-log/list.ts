import { parseInput } from '#domain/domain-error.ts';
import { fromCursor, ListOperationLogsQuery, toCursor } from '#domain/operation-log.ts';
import type { OperationLogPageView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { read } from '../read.ts';
import { logPlace } from './internal.ts';
import { loadPage, toView } from './load.ts';
import { logConditions } from './where.ts';

/** Who did what, newest first (console 13.1). */
export async function listOperationLogs(context: Context, input: unknown): Promise<OperationLogPageView> {
  const { cursor, pageSize, ...filters } = parseInput(ListOperationLogsQuery, input);
  return read(context, logPlace(filters), async (db, access) => {
    const conditions = await logConditions(db, access, context.actor, filters);
    const after = cursor === undefined ? null : fromCursor(cursor);
    const { rows, next } = await loadPage(db, conditions, { after, count: pageSize, isWhole: false });
    return { items: rows.map(toView), next: next && toCursor(next), lookedTo: next?.at.toISOString() ?? null };
  });
}
