import type { MemberRole } from '#domain/active-standby-group.ts';
import type {
  ActiveStandbyTargets,
  ListenerPlan,
  ListenerRouting,
  LoadBalancerLimits,
  PlanChange,
  PoolTargets,
  TargetPlan,
} from '#proxy/engine/engine.ts';
import { freePort, type ToyServer } from './servers.ts';

/** Plans for an engine that is tested without the rest of the worker. */

export type Place = Pick<ToyServer, 'address' | 'port'>;

export const TO_ACTIVE: ListenerRouting = { serving: 'active', unhealthy: [] };
export const TO_STANDBY: ListenerRouting = { serving: 'standby', unhealthy: [] };

export function targetPlan(memberId: string, server: Place, weight = 100): TargetPlan {
  return { memberId, address: server.address, port: server.port, weight };
}

export function activeStandby(members: Record<MemberRole, Place>, changes: Partial<ActiveStandbyTargets> = {}): ActiveStandbyTargets {
  return {
    kind: 'active-standby',
    active: targetPlan('active', members.active),
    standby: targetPlan('standby', members.standby),
    retryOnStandby: false,
    onFailover: { mode: 'keep', drainMs: 0 },
    ...changes,
  };
}

export function pool(members: readonly TargetPlan[], changes: Partial<PoolTargets> = {}): PoolTargets {
  return { kind: 'pool', groupId: 'group-1', scheduler: 'rr', members, persistenceMs: 0, ...changes };
}

/** On a free port of `address`, unless `changes` names one. */
export async function listenerPlan<T extends ActiveStandbyTargets | PoolTargets>(
  address: string,
  targets: T,
  changes: Partial<Omit<ListenerPlan, 'targets'>> = {},
): Promise<ListenerPlan & { targets: T }> {
  return {
    id: 'lsn-1',
    loadBalancerId: 'lb-1',
    revision: 1,
    protocol: 'tcp',
    address,
    port: changes.port ?? (await freePort(address)),
    idleTimeoutMs: 900_000,
    connectTimeoutMs: 5000,
    proxyProtocol: false,
    accessControl: null,
    drainingMs: null,
    bandwidthBytesPerSecond: null,
    sourceNat: true,
    ...changes,
    targets,
  };
}

export function noLimits(changes: Partial<LoadBalancerLimits> = {}): LoadBalancerLimits {
  return { connectionsMax: null, connectionsPerSecondMax: null, sharedBytesPerSecond: null, ...changes };
}

/** Sets these listeners; routing is to the active, and all are healthy, unless `more` says otherwise. */
export function planChange(
  listeners: readonly ListenerPlan[],
  more: { routing?: ListenerRouting; remove?: readonly string[]; limits?: LoadBalancerLimits } = {},
): PlanChange {
  const { routing = TO_ACTIVE, remove = [], limits = noLimits() } = more;
  return {
    set: new Map(listeners.map((plan) => [plan.id, { plan, routing }])),
    remove: new Set(remove),
    limits: new Map(listeners.map((plan) => [plan.loadBalancerId, limits])),
  };
}
