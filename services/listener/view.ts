import type { GroupListenerView, ListenerNodeView, ListenerStatusWord, ListenerView, ServingView, TrafficView } from '#domain/view.ts';
import type { Prisma } from '#prisma/client.ts';
import type { Database } from '../read.ts';
import { addDrops } from '../traffic/drops.ts';
import { accessControlView } from './access-control.ts';
import { listenerHealth, memberHealth } from './health-view.ts';
import type { StatusRow, TrafficRow } from './load-facts.ts';
import { type ListenerRows, loadListenerRows } from './load-rows.ts';
import { redundancyOf } from './redundancy.ts';

/** Listeners as the console shows them, in order of protocol and port. */
export async function loadListenerViews(db: Database, where: Prisma.ListenerWhereInput): Promise<ListenerView[]> {
  return (await loadListenerRows(db, where)).map(toListenerView);
}

function toListenerView(rows: ListenerRows): ListenerView {
  const { listener, loadBalancer, healthCheck } = rows;
  const isWanted = listener.enabled && loadBalancer.status === 'active';
  const isChecked = isWanted && healthCheck.enabled;
  const members = memberHealth(rows.members, rows.verdicts, isChecked);
  return {
    id: listener.id,
    loadBalancerId: loadBalancer.id,
    regionId: loadBalancer.regionId,
    protocol: listener.protocol,
    port: listener.port,
    name: listener.name,
    enabled: listener.enabled,
    status: statusWord(rows, isWanted),
    target: rows.target,
    idleTimeoutSeconds: listener.idleTimeoutSeconds,
    retryOnStandby: listener.retryOnStandby,
    connectTimeoutMilliseconds: listener.connectTimeoutMilliseconds,
    failback: { mode: listener.failbackMode, stableSeconds: listener.failbackStableSeconds },
    onFailover: { mode: listener.onFailoverMode, drainSeconds: listener.onFailoverDrainSeconds },
    standbyReadinessCheck: listener.standbyReadinessCheck,
    accessControl: accessControlView(listener.accessControlMode, rows.selectedLists),
    scheduler: listener.scheduler,
    persistence: { timeoutSeconds: listener.persistenceSeconds },
    connectionDraining: listener.connectionDrainingSeconds === null ? null : { timeoutSeconds: listener.connectionDrainingSeconds },
    bandwidthMbps: listener.bandwidthMbps,
    proxyProtocol: listener.proxyProtocol,
    healthCheck,
    health: listenerHealth(members, isChecked),
    serving: mergeServing(rows.statuses.filter(isInForce).map(servingOf)),
    redundancy: redundancyOf({ members, readiness: rows.readiness, isWatched: isChecked && listener.standbyReadinessCheck }),
    members,
    nodes: rows.aliveNodeIds.map((nodeId) => nodeView(rows, nodeId, isWanted)),
    traffic: trafficView(rows),
    tags: rows.tags,
    revision: listener.revision,
    revisedAt: listener.revisedAt.toISOString(),
    version: listener.version,
    createdAt: listener.createdAt.toISOString(),
  };
}

/** As the view of a group that it uses has it. */
export function toGroupListener({
  id,
  protocol,
  port,
  name,
  status,
  health,
  serving,
  redundancy,
  members,
}: ListenerView): GroupListenerView {
  return { id, protocol, port, name, status, health, serving, redundancy, members };
}

function isInForce(status: StatusRow): boolean {
  return status.state === 'in_force';
}

/** The status word of console 5.1, from what alive nodes report about the newest revision. */
function statusWord({ listener, statuses, aliveNodeIds }: ListenerRows, isWanted: boolean): ListenerStatusWord {
  const inForce = statuses.filter(isInForce);
  if (!isWanted) {
    return inForce.length > 0 ? 'stopping' : 'stopped';
  }
  const newest = inForce.filter((status) => status.revision >= listener.revision);
  if (aliveNodeIds.length > 0 && newest.length === aliveNodeIds.length) {
    return 'running';
  }
  return inForce.length > 0 ? 'configuring' : 'starting';
}

function nodeView({ listener, statuses }: ListenerRows, nodeId: string, isWanted: boolean): ListenerNodeView {
  const status = statuses.find((candidate) => candidate.nodeId === nodeId);
  const isNewest = status !== undefined && status.revision >= listener.revision;
  const error = status?.state === 'failed' ? { code: status.errorCode ?? 'ApplyFailed', message: status.errorMessage ?? '' } : null;
  const servedBy = status && isInForce(status) ? status : null;
  return {
    nodeId,
    inForce: isNewest && status.state === (isWanted ? 'in_force' : 'stopped'),
    error,
    delayMilliseconds: isNewest ? status.delayMs : null,
    appliedAt: isNewest ? status.appliedAt : null,
    engine: servedBy?.engine ?? null,
    engineReason: servedBy?.engineReason ?? null,
  };
}

/** Totals of all nodes that ever served it; open connections of those that live. */
function trafficView({ traffic, aliveNodeIds }: ListenerRows): TrafficView {
  const sum = (pick: (row: TrafficRow) => number) => traffic.reduce((total, row) => total + pick(row), 0);
  return {
    connectionsCurrent: traffic
      .filter((row) => aliveNodeIds.includes(row.nodeId))
      .reduce((total, row) => total + row.connectionsCurrent, 0),
    connectionsTotal: sum((row) => row.connectionsTotal),
    connectErrorsTotal: sum((row) => row.connectErrorsTotal),
    droppedTotal: sum((row) => row.droppedTotal),
    bytesInTotal: sum((row) => row.bytesInTotal),
    bytesOutTotal: sum((row) => row.bytesOutTotal),
    packetsInTotal: sum((row) => row.packetsInTotal),
    packetsOutTotal: sum((row) => row.packetsOutTotal),
    drops: addDrops(traffic.map((row) => row.drops)),
  };
}

function servingOf({ serving, servingSince, servingReason }: StatusRow): ServingView {
  return { role: serving, since: servingSince, reason: servingReason };
}

/** One answer from several: of the nodes of a listener, or of the listeners of a group. */
export function mergeServing(views: ServingView[]): ServingView {
  const known = views.filter((view) => view.role !== null);
  const [first] = known;
  if (!first) {
    return { role: null, since: null, reason: null };
  }
  if (known.some((view) => view.role !== first.role)) {
    const newest = known.map((view) => view.since ?? '').sort();
    return { role: 'mixed', since: newest.at(-1) || null, reason: null };
  }
  // The earliest: a node that was restarted meanwhile changed nothing about who serves.
  const [earliest = first] = known.toSorted((a, b) => (a.since ?? '').localeCompare(b.since ?? ''));
  return earliest;
}
