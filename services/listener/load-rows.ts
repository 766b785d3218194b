import type {
  ActiveStandbyGroup,
  ActiveStandbyMember,
  HealthCheck,
  Listener,
  ListenerStatus,
  ListenerTraffic,
  LoadBalancer,
  Prisma,
  Server,
  Verdict,
} from '#prisma/client.ts';
import { loadNodes } from '../node/load-nodes.ts';
import type { Database } from '../read.ts';
import { loadSelectedLists, type SelectedList } from './access-control.ts';

export type MemberRow = ActiveStandbyMember & { server: Server };

export interface ListenerRows {
  listener: Listener;
  loadBalancer: LoadBalancer;
  healthCheck: HealthCheck;
  group: ActiveStandbyGroup;
  members: MemberRow[];
  /** Ids of the alive nodes of the region; status and verdicts are theirs only. */
  aliveNodeIds: string[];
  statuses: ListenerStatus[];
  verdicts: Verdict[];
  /** Of all nodes, since totals outlive the node that counted them. */
  traffic: ListenerTraffic[];
  selectedLists: SelectedList[];
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
  const groupIds = [...new Set(listeners.map((listener) => listener.activeStandbyGroupId))];
  const loadBalancers = byKey(
    await db.loadBalancer.findMany({ where: { id: { in: [...new Set(listeners.map((listener) => listener.loadBalancerId))] } } }),
    'id',
  );
  const nodes = await loadNodes(db, [...new Set([...loadBalancers.values()].flat().map((row) => row.regionId))]);
  const alive = nodes.filter((node) => node.alive);
  const healthChecks = byKey(await db.healthCheck.findMany({ where: ofListeners }), 'listenerId');
  const groups = byKey(await db.activeStandbyGroup.findMany({ where: { id: { in: groupIds } } }), 'id');
  const members = byKey(
    await db.activeStandbyMember.findMany({ where: { groupId: { in: groupIds } }, include: { server: true }, orderBy: { role: 'asc' } }),
    'groupId',
  );
  const ofAliveNodes = { ...ofListeners, nodeId: { in: alive.map((node) => node.id) } };
  const statuses = byKey(await db.listenerStatus.findMany({ where: ofAliveNodes }), 'listenerId');
  const verdicts = byKey(await db.verdict.findMany({ where: ofAliveNodes }), 'listenerId');
  const traffic = byKey(await db.listenerTraffic.findMany({ where: ofListeners }), 'listenerId');
  const selectedLists = byKey(await loadSelectedLists(db, listenerIds), 'listenerId');
  return listeners.map((listener) => {
    const loadBalancer = only(loadBalancers, listener.loadBalancerId);
    const aliveNodeIds = alive.filter((node) => node.regionId === loadBalancer.regionId).map((node) => node.id);
    const isOfRegion = (row: { nodeId: string }) => aliveNodeIds.includes(row.nodeId);
    return {
      listener,
      loadBalancer,
      healthCheck: only(healthChecks, listener.id),
      group: only(groups, listener.activeStandbyGroupId),
      members: members.get(listener.activeStandbyGroupId) ?? [],
      aliveNodeIds,
      statuses: (statuses.get(listener.id) ?? []).filter(isOfRegion),
      verdicts: (verdicts.get(listener.id) ?? []).filter(isOfRegion),
      traffic: traffic.get(listener.id) ?? [],
      selectedLists: selectedLists.get(listener.id) ?? [],
    };
  });
}

function byKey<K extends string, T extends Record<K, string>>(rows: T[], key: K): Map<string, T[]> {
  const map = new Map<string, T[]>();
  for (const row of rows) {
    const bucket = map.get(row[key]);
    if (bucket) {
      bucket.push(row);
    } else {
      map.set(row[key], [row]);
    }
  }
  return map;
}

/** For rows that constraints of the database guarantee. */
function only<T>(rows: Map<string, T[]>, key: string): T {
  const [row] = rows.get(key) ?? [];
  if (row === undefined) {
    throw new Error(`The row "${key}" that a constraint guarantees is missing.`);
  }
  return row;
}
