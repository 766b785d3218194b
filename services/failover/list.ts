import { parseInput } from '#domain/domain-error.ts';
import { type Page, PageQuery } from '#domain/field.ts';
import type { FailoverEventView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';

/** Newest first. */
export async function listFailovers(context: Context, input: { loadBalancerId: string; query: unknown }): Promise<Page<FailoverEventView>> {
  const { pageNumber, pageSize } = parseInput(PageQuery, input.query);
  const where = { loadBalancerId: input.loadBalancerId };
  return read(context, { in: place.loadBalancer(input.loadBalancerId), needs: 'viewer' }, async (db) => {
    const totalCount = await db.failoverEvent.count({ where });
    const rows = await db.failoverEvent.findMany({
      where,
      orderBy: [{ at: 'desc' }, { id: 'desc' }],
      skip: offsetOf({ pageNumber, pageSize }),
      take: pageSize,
    });
    const items = rows.map(({ loadBalancerId: _, fromRole, toRole, at, ...event }) => ({
      ...event,
      at: at.toISOString(),
      from: fromRole,
      to: toRole,
    }));
    return { items, totalCount, pageNumber, pageSize };
  });
}
