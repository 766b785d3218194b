import { parseInput } from '#domain/domain-error.ts';
import { OVERVIEW_FAILOVERS_MAX } from '#domain/limits.ts';
import { OverviewQuery } from '#domain/overview.ts';
import type { OverviewView, RecentFailoverView, TroubleView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { loadListenerViews } from '../listener/view.ts';
import { place } from '../place.ts';
import { type Database, read } from '../read.ts';
import { loadStates } from './states.ts';

/** As many queries for ten thousand instances as for one. */
export async function getOverview(context: Context, input: unknown): Promise<OverviewView> {
  const { regionId } = parseInput(OverviewQuery, input);
  return read(context, { in: place.region(regionId), needs: 'viewer' }, async (db) => {
    const states = await loadStates(db, regionId);
    const { running, changing, stopped, failed, normal, abnormal, unavailable, off } = states;
    return {
      instances: await countInstances(db, regionId),
      listeners: { running, changing, stopped, failed, health: { normal, abnormal, unavailable, off } },
      servers: { ...(await countServers(db, regionId)), abnormal: states.abnormalServers },
      nodes: { alive: states.aliveNodes, total: states.nodes },
      troubles: await loadTroubles(db, states.troubleIds),
      troubleCount: states.troubleCount,
      failovers: await loadFailovers(db, regionId),
    };
  });
}

async function countInstances(db: Database, regionId: string): Promise<OverviewView['instances']> {
  const rows = await db.loadBalancer.groupBy({ by: ['status'], where: { regionId }, _count: true });
  const of = (status: keyof OverviewView['instances']) => rows.find((row) => row.status === status)?._count ?? 0;
  return { active: of('active'), inactive: of('inactive'), locked: of('locked') };
}

async function countServers(db: Database, regionId: string): Promise<{ total: number; stopped: number }> {
  const rows = await db.server.groupBy({ by: ['status'], where: { regionId }, _count: true });
  const of = (status: string) => rows.find((row) => row.status === status)?._count ?? 0;
  return { total: of('running') + of('stopped'), stopped: of('stopped') };
}

/** In the order of `ids`. */
async function loadTroubles(db: Database, ids: string[]): Promise<TroubleView[]> {
  const listeners = await loadListenerViews(db, { id: { in: ids } });
  const names = await loadNames(
    db,
    listeners.map((listener) => listener.loadBalancerId),
  );
  return ids.flatMap((id) => {
    const listener = listeners.find((one) => one.id === id);
    if (!listener) {
      return [];
    }
    const { protocol, port, name, status, health, serving, redundancy, members, nodes, target, loadBalancerId } = listener;
    const loadBalancerName = names.get(loadBalancerId) ?? loadBalancerId;
    return [{ id, protocol, port, name, status, health, serving, redundancy, members, nodes, target, loadBalancerId, loadBalancerName }];
  });
}

async function loadFailovers(db: Database, regionId: string): Promise<RecentFailoverView[]> {
  const rows = await db.failoverEvent.findMany({
    where: { loadBalancer: { regionId } },
    include: { loadBalancer: { select: { name: true } } },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: OVERVIEW_FAILOVERS_MAX,
  });
  return rows.map(({ fromRole, toRole, at, loadBalancer, ...event }) => ({
    ...event,
    at: at.toISOString(),
    from: fromRole,
    to: toRole,
    loadBalancerName: loadBalancer.name,
  }));
}

async function loadNames(db: Database, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.loadBalancer.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
