import type { ForwardingFacts, OpenConnections } from '#domain/impact.ts';
import type { ListenerRows } from '../listener/load-rows.ts';

export interface GroupSwitch {
  id: string;
  switchTo: 'active' | 'standby' | null;
  switchedAt: Date | null;
}

export interface MemberConnections {
  nodeId: string;
  listenerId: string;
  memberId: string;
  connectionsCurrent: number;
}

export function forwardingFactsOf(rows: ListenerRows, groupSwitch: GroupSwitch | undefined): ForwardingFacts {
  const { listener, loadBalancer, target, members } = rows;
  return {
    protocol: listener.protocol,
    place: `${loadBalancer.address} ${listener.port}`,
    isStarted: listener.enabled && loadBalancer.status === 'active',
    targets: {
      kind: target.kind === 'active-standby-group' ? 'active-standby' : 'pool',
      groupId: target.kind === 'default' ? loadBalancer.id : target.id,
      members: members.map(({ id, role }) => ({ id, role })),
    },
    drainingSeconds: listener.connectionDrainingSeconds,
    idleTimeoutSeconds: listener.idleTimeoutSeconds,
    onFailover: { mode: listener.onFailoverMode, drainSeconds: listener.onFailoverDrainSeconds },
    failbackMode: listener.failbackMode,
    switch: groupSwitch?.switchTo ? { id: groupSwitch.switchedAt?.toISOString() ?? '', to: groupSwitch.switchTo } : null,
    question: questionOf(rows),
  };
}

/** Timing and thresholds are none of it: a verdict survives their change. */
function questionOf({ healthCheck, members }: ListenerRows): string | null {
  const { enabled, type, port, request, expected, method, path, domain, statusClasses } = healthCheck;
  const active = members.find((member) => member.role === 'active');
  const asked = [active?.id, active?.server.address, port ?? active?.port];
  return enabled ? JSON.stringify([type, request, expected, method, path, domain, statusClasses, asked]) : null;
}

/** What alive nodes report. */
export function openConnectionsOf(rows: ListenerRows, ofMembers: readonly MemberConnections[]): OpenConnections[] {
  const active = rows.members.find((member) => member.role === 'active');
  return rows.aliveNodeIds.map((nodeId) => ({
    total: rows.traffic.find((row) => row.nodeId === nodeId)?.connectionsCurrent ?? 0,
    byMember: new Map(ofMembers.flatMap((row) => (row.nodeId === nodeId ? [[row.memberId, row.connectionsCurrent] as const] : []))),
    serving: rows.statuses.find((row) => row.nodeId === nodeId && row.state === 'in_force')?.serving ?? null,
    isActiveUnhealthy: rows.verdicts.some((row) => row.nodeId === nodeId && row.memberId === active?.id && row.state === 'unhealthy'),
  }));
}
