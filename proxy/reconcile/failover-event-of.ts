import { randomUUID } from 'node:crypto';
import type { MemberRole } from '#domain/active-standby-group.ts';
import type { FailoverEvent } from '#proxy/failover-event.ts';
import { hostPort } from './host-port.ts';
import type { PlannedListener } from './plan.ts';

/** Tells that traffic of a listener moved just now. */
export function failoverEventOf(planned: PlannedListener, from: MemberRole, to: MemberRole, reason: string): FailoverEvent {
  const nameOf = (role: MemberRole) => {
    const { serverName, address, port } = planned.members[role];
    return `${serverName} (${hostPort(address, port)})`;
  };
  return {
    id: randomUUID(),
    loadBalancerId: planned.loadBalancerId,
    regionId: planned.regionId,
    listenerId: planned.forwarding.id,
    protocol: planned.protocol,
    port: planned.port,
    groupId: planned.groupId,
    groupName: planned.groupName,
    from,
    to,
    fromServer: nameOf(from),
    toServer: nameOf(to),
    reason,
    at: new Date().toISOString(),
  };
}
