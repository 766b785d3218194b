import type { OperationLogEntryView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { entryNotFound } from './internal.ts';
import { findEntry, toEntryView } from './load.ts';
import { logConditions } from './where.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export async function getOperationLog(context: Context, { id }: { id: string }): Promise<OperationLogEntryView> {
  return read(context, { in: place.anywhere, needs: null }, async (db, access) => {
    const row = UUID.test(id) ? await findEntry(db, id, await logConditions(db, access, context.actor, {})) : null;
    if (!row) {
      throw entryNotFound(id);
    }
    return toEntryView(row);
  });
}
