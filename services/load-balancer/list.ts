import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListLoadBalancersQuery } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { read } from '../read.ts';
import { requireRegion } from '../region/internal.ts';
import { hasTags } from '../tag/load.ts';
import { loadLoadBalancerViews } from './view.ts';

/** Newest first. */
export async function listLoadBalancers(context: Context, input: unknown): Promise<Page<LoadBalancerView>> {
  const query = parseInput(ListLoadBalancersQuery, input);
  const { pageNumber, pageSize } = query;
  const where = matching(query);
  return read(context, async (db) => {
    await requireRegion(db, query.regionId);
    const [counted] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM load_balancer lb WHERE ${where}`;
    const found = await db.$queryRaw<{ id: string }[]>`
      SELECT lb.id FROM load_balancer lb WHERE ${where}
      ORDER BY lb.created_at DESC, lb.id DESC LIMIT ${pageSize} OFFSET ${offsetOf(query)}`;
    const items = await loadLoadBalancerViews(
      db,
      found.map((row) => row.id),
    );
    return { items, totalCount: counted?.count ?? 0, pageNumber, pageSize };
  });
}

/** Search by a server's name or address answers "which instances use this server" (console 2.3). */
function matching(query: ListLoadBalancersQuery): Prisma.Sql {
  const conditions = [Prisma.sql`lb.region_id = ${query.regionId}`, ...hasTags('instance', Prisma.sql`lb.id`, query.tag)];
  if (query.status) {
    conditions.push(Prisma.sql`lb.status = ${query.status}::load_balancer_status`);
  }
  if (query.search !== '') {
    const part = query.search.toLowerCase();
    conditions.push(Prisma.sql`(
      strpos(lower(lb.name), ${part}) > 0 OR strpos(lower(lb.id), ${part}) > 0 OR strpos(host(lb.address), ${part}) > 0
      OR EXISTS (
        SELECT 1 FROM server_use u JOIN server s ON s.id = u.server_id
        WHERE u.load_balancer_id = lb.id AND (strpos(lower(s.name), ${part}) > 0 OR strpos(host(s.address), ${part}) > 0)))`);
  }
  return Prisma.join(conditions, ' AND ');
}
