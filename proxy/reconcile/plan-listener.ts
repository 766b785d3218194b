import type { MemberRole } from '#domain/active-standby-group.ts';
import { UDP_FLOW_IDLE_SECONDS } from '#domain/limits.ts';
import type {
  GroupSnapshot,
  ListenerSnapshot,
  LoadBalancerSnapshot,
  MemberSnapshot,
  PoolMemberSnapshot,
  TargetSnapshot,
} from '#domain/snapshot.ts';
import type { ListenerPlan, TargetPlan } from '#proxy/engine/engine.ts';
import { checkOf } from '#proxy/health/check.ts';
import type { FailoverPlan, ListenerOutline, LoadBalancerState, PlannedListener } from './planned.ts';

const BYTES_PER_MEGABIT = 1_000_000 / 8;

export function bytesPerSecondOf(megabitsPerSecond: number): number {
  return megabitsPerSecond * BYTES_PER_MEGABIT;
}

/** A listener whose row is valid. Options that its protocol does not have are left out, whatever the row says. */
export function planListener(
  outline: ListenerOutline,
  { snapshot: loadBalancer, loadedAt }: LoadBalancerState,
  listener: ListenerSnapshot,
): PlannedListener {
  const { target, healthCheck } = listener;
  const failover = target.kind === 'active-standby-group' ? failoverOf(listener, target.group, loadedAt) : null;
  const members: readonly PoolMemberSnapshot[] = target.kind === 'active-standby-group' ? target.group.members : target.members;
  // Weight 0 stops new traffic and no probe: the real result is shown (data-plane 4.1).
  const mayServe = failover ? [failover.members.active] : members;
  const watched = failover && listener.standbyReadinessCheck ? [failover.members.standby] : [];
  const checksOf = (probed: readonly PoolMemberSnapshot[]) =>
    new Map(healthCheck.enabled ? probed.map((member) => [member.id, checkOf(healthCheck, member)]) : []);
  return {
    ...outline,
    forwarding: forwardingOf(loadBalancer, listener, target),
    checks: checksOf(mayServe),
    readiness: checksOf(watched),
    members: new Map(members.map((member) => [member.id, member])),
    failover,
  };
}

function forwardingOf(loadBalancer: LoadBalancerSnapshot, listener: ListenerSnapshot, target: TargetSnapshot): ListenerPlan {
  const isTcp = listener.protocol === 'tcp';
  return {
    id: listener.id,
    loadBalancerId: loadBalancer.id,
    revision: listener.revision,
    protocol: listener.protocol,
    address: loadBalancer.address,
    port: listener.port,
    idleTimeoutMs: (isTcp ? listener.idleTimeoutSeconds : UDP_FLOW_IDLE_SECONDS) * 1000,
    connectTimeoutMs: listener.connectTimeoutMilliseconds,
    proxyProtocol: listener.proxyProtocol,
    accessControl: listener.accessControl,
    drainingMs: isTcp && listener.drainingSeconds !== null ? listener.drainingSeconds * 1000 : null,
    bandwidthBytesPerSecond: listener.bandwidthMbps === null ? null : bytesPerSecondOf(listener.bandwidthMbps),
    sourceNat: loadBalancer.sourceNat,
    targets: targetsOf(loadBalancer.id, listener, target),
  };
}

function targetsOf(loadBalancerId: string, listener: ListenerSnapshot, target: TargetSnapshot): ListenerPlan['targets'] {
  const isTcp = listener.protocol === 'tcp';
  if (target.kind === 'active-standby-group') {
    return {
      kind: 'active-standby',
      active: targetOf(memberOf(target.group, 'active')),
      standby: targetOf(memberOf(target.group, 'standby')),
      retryOnStandby: isTcp && listener.retryOnStandby,
      onFailover: { mode: listener.onFailover.mode, drainMs: (listener.onFailover.drainSeconds ?? 0) * 1000 },
    };
  }
  return {
    kind: 'pool',
    // An instance has exactly one default group, which has no id of its own.
    groupId: target.kind === 'vserver-group' ? target.id : loadBalancerId,
    scheduler: listener.scheduler,
    members: target.members.map(targetOf),
    persistenceMs: isTcp ? listener.persistenceSeconds * 1000 : 0,
  };
}

function failoverOf(listener: ListenerSnapshot, group: GroupSnapshot, loadedAt: number | null): FailoverPlan {
  return {
    groupId: group.id,
    groupName: group.name,
    members: { active: memberOf(group, 'active'), standby: memberOf(group, 'standby') },
    failback: listener.failback,
    switch: group.switch,
    drill: loadedAt === null ? 'unknown' : group.drill && { id: group.drill.id, endsAt: loadedAt + group.drill.leftMs },
  };
}

function memberOf(group: GroupSnapshot, role: MemberRole): MemberSnapshot {
  const member = group.members.find((one) => one.role === role);
  if (!member) {
    throw new Error(`Group ${group.id} has no ${role} member, which its schema rules out.`);
  }
  return member;
}

function targetOf({ id, address, port, weight }: PoolMemberSnapshot): TargetPlan {
  return { memberId: id, address, port, weight };
}
