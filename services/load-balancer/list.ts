import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListLoadBalancersQuery } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { read } from '../read.ts';
import { requireRegion } from '../region/internal.ts';
import { matchingLoadBalancers } from './matching.ts';
import { loadLoadBalancerViews } from './view.ts';

/** Newest first. */
export async function listLoadBalancers(context: Context, input: unknown): Promise<Page<LoadBalancerView>> {
  const query = parseInput(ListLoadBalancersQuery, input);
  const { pageNumber, pageSize } = query;
  return read(context, async (db) => {
    await requireRegion(db, query.regionId);
    // Found once, for the count and for the page.
    const [found] = await db.$queryRaw<{ count: number; ids: string[] }[]>`
      WITH matching AS MATERIALIZED (
        SELECT lb.id, lb.created_at FROM load_balancer lb WHERE ${matchingLoadBalancers(query)})
      SELECT (SELECT count(*) FROM matching)::int AS count,
        ARRAY(SELECT id FROM matching ORDER BY created_at DESC, id DESC LIMIT ${pageSize} OFFSET ${offsetOf(query)}) AS ids`;
    const items = await loadLoadBalancerViews(db, found?.ids ?? []);
    return { items, totalCount: found?.count ?? 0, pageNumber, pageSize };
  });
}
