import type { Tag } from '#domain/tag.ts';
import type {
  HealthCheck,
  Listener,
  ListenerStatus,
  ListenerTraffic,
  LoadBalancer,
  Prisma,
  StandbyReadiness,
  Verdict,
} from '#prisma/client.ts';
import { byKey, must, only } from '../by-key.ts';
import { loadNodes } from '../node/load-nodes.ts';
import type { Database } from '../read.ts';
import { loadTags } from '../tag/load.ts';
import { loadSelectedLists, type SelectedList } from './access-control.ts';
import { loadTargets, type TargetRows } from './load-targets.ts';

export interface ListenerRows extends TargetRows {
  listener: Listener;
  loadBalancer: LoadBalancer;
  healthCheck: HealthCheck;
  /** Ids of the alive nodes of the region; status and verdicts are theirs only. */
  aliveNodeIds: string[];
  statuses: ListenerStatus[];
  verdicts: Verdict[];
  readiness: StandbyReadiness[];
  /** Of all nodes, since totals outlive the node that counted them. */
  traffic: ListenerTraffic[];
  selectedLists: SelectedList[];
  tags: Tag[];
}

/**
 * Listeners with all that their view is made of. One query per table, whatever the number of listeners,
 * and one after the other: a transaction has one connection, which takes one query at a time.
 */
export async function loadListenerRows(db: Database, where: Prisma.ListenerWhereInput): Promise<ListenerRows[]> {
  const listeners = await db.listener.findMany({ where, orderBy: [{ protocol: 'asc' }, { port: 'asc' }] });
  if (listeners.length === 0) {
    return [];
  }
  const listenerIds = listeners.map((listener) => listener.id);
  const ofListeners = { listenerId: { in: listenerIds } };
  const loadBalancers = byKey(
    await db.loadBalancer.findMany({ where: { id: { in: [...new Set(listeners.map((listener) => listener.loadBalancerId))] } } }),
    'id',
  );
  const nodes = await loadNodes(db, [...new Set([...loadBalancers.values()].flat().map((row) => row.regionId))]);
  const alive = nodes.filter((node) => node.alive);
  const healthChecks = byKey(await db.healthCheck.findMany({ where: ofListeners }), 'listenerId');
  const targets = await loadTargets(db, listeners);
  const ofAliveNodes = { ...ofListeners, nodeId: { in: alive.map((node) => node.id) } };
  const statuses = byKey(await db.listenerStatus.findMany({ where: ofAliveNodes }), 'listenerId');
  const verdicts = byKey(await db.verdict.findMany({ where: ofAliveNodes }), 'listenerId');
  const readiness = byKey(await db.standbyReadiness.findMany({ where: ofAliveNodes }), 'listenerId');
  const traffic = byKey(await db.listenerTraffic.findMany({ where: ofListeners }), 'listenerId');
  const selectedLists = byKey(await loadSelectedLists(db, listenerIds), 'listenerId');
  const tagsOf = await loadTags(db, 'listener', listenerIds);
  return listeners.map((listener) => {
    const loadBalancer = only(loadBalancers, listener.loadBalancerId);
    const aliveNodeIds = alive.filter((node) => node.regionId === loadBalancer.regionId).map((node) => node.id);
    const isOfRegion = (row: { nodeId: string }) => aliveNodeIds.includes(row.nodeId);
    return {
      listener,
      loadBalancer,
      healthCheck: only(healthChecks, listener.id),
      ...must(targets.get(listener.id), listener.id),
      aliveNodeIds,
      statuses: (statuses.get(listener.id) ?? []).filter(isOfRegion),
      verdicts: (verdicts.get(listener.id) ?? []).filter(isOfRegion),
      readiness: (readiness.get(listener.id) ?? []).filter(isOfRegion),
      traffic: traffic.get(listener.id) ?? [],
      selectedLists: selectedLists.get(listener.id) ?? [],
      tags: tagsOf(listener.id),
    };
  });
}
