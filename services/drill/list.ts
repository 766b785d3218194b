import { parseInput } from '#domain/domain-error.ts';
import { type Page, PageQuery } from '#domain/field.ts';
import type { DrillView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { loadDrillViews } from './view.ts';

/** Drills of a group, newest first. */
export async function listDrills(context: Context, input: { groupId: string; query: unknown }): Promise<Page<DrillView>> {
  const { pageNumber, pageSize } = parseInput(PageQuery, input.query);
  const where = { groupId: input.groupId };
  return read(context, { in: place.group(input.groupId), needs: 'viewer' }, async (db) => {
    const totalCount = await db.failoverDrill.count({ where });
    const rows = await db.failoverDrill.findMany({
      where,
      select: { id: true },
      orderBy: [{ startedAt: 'desc' }, { id: 'desc' }],
      skip: offsetOf({ pageNumber, pageSize }),
      take: pageSize,
    });
    const items = await loadDrillViews(
      db,
      rows.map((row) => row.id),
    );
    return { items, totalCount, pageNumber, pageSize };
  });
}
