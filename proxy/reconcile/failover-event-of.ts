import { randomUUID } from 'node:crypto';
import type { MemberRole } from '#domain/active-standby-group.ts';
import type { FailoverEvent } from '#proxy/failover-event.ts';
import { hostPort } from './host-port.ts';
import type { FailoverPlan, PlannedListener } from './planned.ts';
import type { Move } from './serving-table.ts';

/** Tells that traffic of a listener moved just now. */
export function failoverEventOf(planned: PlannedListener, failover: FailoverPlan, { from, to, reason }: Move): FailoverEvent {
  const nameOf = (role: MemberRole) => {
    const { serverName, address, port } = failover.members[role];
    return `${serverName} (${hostPort(address, port)})`;
  };
  return {
    id: randomUUID(),
    loadBalancerId: planned.loadBalancerId,
    regionId: planned.regionId,
    listenerId: planned.id,
    protocol: planned.forwarding.protocol,
    port: planned.forwarding.port,
    groupId: failover.groupId,
    groupName: failover.groupName,
    from,
    to,
    fromServer: nameOf(from),
    toServer: nameOf(to),
    reason,
    at: new Date().toISOString(),
  };
}
