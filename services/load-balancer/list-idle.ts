import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListIdleLoadBalancersQuery } from '#domain/idle.ts';
import { IDLE_DAYS } from '#domain/limits.ts';
import type { IdleCause, IdleLoadBalancerView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { type Database, read } from '../read.ts';
import { loadLoadBalancerViews } from './view.ts';

/** The oldest first. A change within the time counts as use: whoever is setting an instance up does not want to lose it. */
export async function listIdleLoadBalancers(context: Context, input: unknown): Promise<Page<IdleLoadBalancerView>> {
  const query = parseInput(ListIdleLoadBalancersQuery, input);
  const { pageNumber, pageSize } = query;
  return read(context, { in: place.region(query.regionId), needs: 'viewer' }, async (db) => {
    const [found] = await db.$queryRaw<{ count: number; ids: string[] }[]>`
      WITH idle AS MATERIALIZED (SELECT lb.id, lb.created_at FROM load_balancer lb WHERE ${idle(query)})
      SELECT (SELECT count(*) FROM idle)::int AS count,
        ARRAY(SELECT id FROM idle ORDER BY created_at, id LIMIT ${pageSize} OFFSET ${offsetOf(query)}) AS ids`;
    const ids = found?.ids ?? [];
    const loadBalancers = await loadLoadBalancerViews(db, ids);
    const lastTraffic = await loadLastTraffic(db, ids);
    const items = loadBalancers.map((loadBalancer) => ({
      loadBalancer,
      causes: causesOf(loadBalancer),
      lastTrafficAt: lastTraffic.get(loadBalancer.id)?.toISOString() ?? null,
    }));
    return { items, totalCount: found?.count ?? 0, pageNumber, pageSize };
  });
}

/** Whether one instance is among them. */
export async function isIdle(db: Database, { regionId, id }: { regionId: string; id: string }): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT 1 FROM load_balancer lb WHERE ${idle({ regionId, search: '' })} AND lb.id = ${id}`;
  return rows.length > 0;
}

/** A minute in which something came or went, or a connection was open. */
const SOME_TRAFFIC = Prisma.sql`t.member_id = ''
  AND (t.connections_new > 0 OR t.connections_max > 0 OR t.bytes_in > 0 OR t.bytes_out > 0)`;

/**
 * Looks into the minutes of those instances only that are old enough, along the primary key of the minutes: of a listener with
 * traffic the first row is enough, of one without there are none.
 */
function idle({ regionId, search }: Pick<ListIdleLoadBalancersQuery, 'regionId' | 'search'>): Prisma.Sql {
  const before = Prisma.sql`now() - make_interval(days => ${IDLE_DAYS}::int)`;
  const part = search.toLowerCase();
  return Prisma.sql`lb.region_id = ${regionId} AND lb.created_at < ${before} AND lb.revised_at < ${before}
    AND (${part} = '' OR strpos(lower(lb.name), ${part}) > 0 OR strpos(lower(lb.id), ${part}) > 0 OR strpos(host(lb.address), ${part}) > 0)
    AND NOT EXISTS (
      SELECT 1 FROM listener l, LATERAL (
        SELECT 1 FROM traffic_minute t WHERE t.listener_id = l.id AND t.minute >= ${before} AND ${SOME_TRAFFIC} LIMIT 1) used
      WHERE l.load_balancer_id = lb.id)`;
}

async function loadLastTraffic(db: Database, ids: string[]): Promise<Map<string, Date>> {
  const rows = await db.$queryRaw<{ id: string; at: Date }[]>`
    SELECT l.load_balancer_id AS id, max(last.minute) AS at FROM listener l, LATERAL (
      SELECT t.minute FROM traffic_minute t WHERE t.listener_id = l.id AND ${SOME_TRAFFIC} ORDER BY t.minute DESC LIMIT 1) last
    WHERE l.load_balancer_id = ANY (${ids}) GROUP BY l.load_balancer_id`;
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/** A locked instance forwards as little as a stopped one. */
function causesOf({ status, listeners, serverCount }: IdleLoadBalancerView['loadBalancer']): IdleCause[] {
  const causes: IdleCause[] = [];
  if (listeners.length === 0) {
    causes.push('no-listener');
  }
  if (serverCount === 0) {
    causes.push('no-server');
  }
  if (status !== 'active' || (listeners.length > 0 && listeners.every((listener) => listener.status === 'stopped'))) {
    causes.push('stopped');
  }
  return causes.length === 0 ? ['no-traffic'] : causes;
}
