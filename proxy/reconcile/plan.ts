import { z } from 'zod';
import type { MemberRole } from '#domain/active-standby-group.ts';
import type { Failback } from '#domain/failover.ts';
import type { ListenerProtocol } from '#domain/listener.ts';
import { ListenerSnapshot, type LoadBalancerSnapshot, type MemberSnapshot, type SwitchSnapshot } from '#domain/snapshot.ts';
import type { ListenerPlan, TargetPlan } from '#proxy/engine/engine.ts';
import { type Check, checkOf } from '#proxy/health/check.ts';

/** A listener that shall accept traffic, with what failover and its reports need to know. */
export interface PlannedListener {
  forwarding: ListenerPlan;
  /** Null: the check is off (data-plane 8, rule 9). It asks the active only, never the standby (rule 4). */
  check: Check | null;
  loadBalancerId: string;
  regionId: string;
  place: ListenerPlace;
  serviceAddress: string;
  protocol: ListenerProtocol;
  port: number;
  revision: number;
  ageMs: number;
  groupId: string;
  groupName: string;
  members: Record<MemberRole, MemberSnapshot>;
  failback: Failback;
  /** The last switch-over by hand of its group. */
  switch: SwitchSnapshot | null;
}

/** Where a listener is found, as far as its row makes sense. */
export interface ListenerPlace {
  protocol: string | undefined;
  address: string;
  port: number | undefined;
}

/** A listener that shall not accept traffic: stopped, or its load balancer is. */
export interface StoppedListener {
  id: string;
  regionId: string;
  place: ListenerPlace;
  revision: number;
  ageMs: number;
}

export interface InvalidListener extends StoppedListener {
  message: string;
}

export interface LoadBalancerPlan {
  listeners: PlannedListener[];
  stopped: StoppedListener[];
  /** Rows that make no sense; each harms itself only. */
  invalid: InvalidListener[];
}

/** What can be said of a listener even when the rest of it is not valid. */
const Outline = z.object({
  id: z.string(),
  revision: z.number().int().catch(0),
  ageMs: z.number().catch(0),
  enabled: z.boolean().catch(true),
  protocol: z.string().optional().catch(undefined),
  port: z.number().optional().catch(undefined),
});

/** What one load balancer asks for. Pure; depends on nothing but the snapshot. */
export function planLoadBalancer(loadBalancer: LoadBalancerSnapshot): LoadBalancerPlan {
  const plan: LoadBalancerPlan = { listeners: [], stopped: [], invalid: [] };
  for (const row of loadBalancer.listeners) {
    const outline = Outline.safeParse(row);
    if (!outline.success) {
      continue;
    }
    const { id, revision, ageMs, enabled, protocol, port } = outline.data;
    const place = { protocol, address: loadBalancer.address, port };
    const parsed = ListenerSnapshot.safeParse(row);
    if (!enabled || loadBalancer.status !== 'active') {
      plan.stopped.push({ id, regionId: loadBalancer.regionId, place, revision, ageMs });
    } else if (parsed.success) {
      plan.listeners.push(planListener(loadBalancer, parsed.data));
    } else {
      const message = `The stored settings of this listener are not valid: ${describe(parsed.error)}`;
      plan.invalid.push({ id, regionId: loadBalancer.regionId, place, revision, ageMs, message });
    }
  }
  return plan;
}

function planListener(loadBalancer: LoadBalancerSnapshot, listener: ListenerSnapshot): PlannedListener {
  const active = memberOf(listener, 'active');
  const standby = memberOf(listener, 'standby');
  return {
    forwarding: {
      id: listener.id,
      revision: listener.revision,
      protocol: listener.protocol,
      address: loadBalancer.address,
      port: listener.port,
      idleTimeoutMs: listener.idleTimeoutSeconds * 1000,
      connectTimeoutMs: listener.connectTimeoutMilliseconds,
      retryOnStandby: listener.retryOnStandby,
      onFailover: { mode: listener.onFailover.mode, drainMs: (listener.onFailover.drainSeconds ?? 0) * 1000 },
      targets: { active: targetOf(active), standby: targetOf(standby) },
    },
    check: listener.healthCheck.enabled ? checkOf(listener.healthCheck, active) : null,
    loadBalancerId: loadBalancer.id,
    regionId: loadBalancer.regionId,
    place: { protocol: listener.protocol, address: loadBalancer.address, port: listener.port },
    serviceAddress: loadBalancer.address,
    protocol: listener.protocol,
    port: listener.port,
    revision: listener.revision,
    ageMs: listener.ageMs,
    groupId: listener.group.id,
    groupName: listener.group.name,
    members: { active, standby },
    failback: listener.failback,
    switch: listener.group.switch,
  };
}

function memberOf(listener: ListenerSnapshot, role: MemberRole): MemberSnapshot {
  const member = listener.group.members.find((one) => one.role === role);
  if (!member) {
    throw new Error(`Group ${listener.group.id} has no ${role} member, which its schema rules out.`);
  }
  return member;
}

function targetOf(member: MemberSnapshot): TargetPlan {
  return { memberId: member.id, address: member.address, port: member.port, role: member.role, weight: member.weight };
}

function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`))
    .join('; ');
}
