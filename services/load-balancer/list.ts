import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListLoadBalancersQuery } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import { must } from '../by-key.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { requireRegion } from '../region/internal.ts';
import { matchingLoadBalancers } from './matching.ts';
import { loadLoadBalancerViews } from './view.ts';

/** Newest first. */
export async function listLoadBalancers(context: Context, input: unknown): Promise<Page<LoadBalancerView>> {
  const query = parseInput(ListLoadBalancersQuery, input);
  const { pageNumber, pageSize } = query;
  return read(context, { in: place.region(query.regionId), needs: 'viewer' }, async (db) => {
    // Whatever is searched for is found once, for the count and for the page; without a search an index has the page at hand.
    const kept = query.search === '' ? Prisma.sql`NOT MATERIALIZED` : Prisma.sql`MATERIALIZED`;
    const [found] = await db.$queryRaw<{ count: number; ids: string[] }[]>`
      WITH matching AS ${kept} (
        SELECT lb.id, lb.created_at FROM load_balancer lb WHERE ${matchingLoadBalancers(query)})
      SELECT (SELECT count(*) FROM matching)::int AS count,
        ARRAY(SELECT id FROM matching ORDER BY created_at DESC, id DESC LIMIT ${pageSize} OFFSET ${offsetOf(query)}) AS ids`;
    const { count, ids } = must(found, 'list');
    if (count === 0) {
      await requireRegion(db, query.regionId);
    }
    return { items: await loadLoadBalancerViews(db, ids), totalCount: count, pageNumber, pageSize };
  });
}
