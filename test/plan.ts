import type { MemberRole } from '#domain/active-standby-group.ts';
import type { ForwardingPlan, ListenerPlan, TargetPlan } from '#proxy/engine/engine.ts';
import { freePort, type ToyServer } from './servers.ts';

/** Plans for an engine that is tested without the rest of the worker. */

export type Place = Pick<ToyServer, 'address' | 'port'>;

export function targetPlan(role: MemberRole, server: Place, weight = 100): TargetPlan {
  return { memberId: role, address: server.address, port: server.port, role, weight };
}

/** On a free port of `address`, unless `changes` names one. */
export async function listenerPlan(
  address: string,
  members: Record<MemberRole, Place>,
  changes: Partial<ListenerPlan> = {},
): Promise<ListenerPlan> {
  return {
    id: 'lsn-1',
    revision: 1,
    protocol: 'tcp',
    address,
    port: changes.port ?? (await freePort(address)),
    idleTimeoutMs: 900_000,
    connectTimeoutMs: 5000,
    retryOnStandby: false,
    onFailover: { mode: 'keep', drainMs: 0 },
    targets: { active: targetPlan('active', members.active), standby: targetPlan('standby', members.standby) },
    ...changes,
  };
}

export function forwardingPlan(listeners: ListenerPlan[]): ForwardingPlan {
  return { listeners: new Map(listeners.map((one) => [one.id, one])), routing: new Map() };
}
