import type { ListenerFacts, ServerFacts } from './admin/traffic-metrics.ts';
import { hostPort } from './reconcile/host-port.ts';
import type { ObservedListener } from './reconcile/observed.ts';
import type { PlannedListener } from './reconcile/planned.ts';

/** What the metrics say of a listener beside its counters. */
export function factsOf(planned: PlannedListener, observed: ObservedListener | undefined): ListenerFacts {
  const verdicts = new Map(observed?.verdicts.map((verdict) => [verdict.memberId, verdict.state]));
  const serverOf = (id: string, { address, port }: { address: string; port: number }): [string, ServerFacts] => [
    id,
    { server: hostPort(address, port), health: verdicts.get(id) ?? null },
  ];
  return {
    loadBalancerId: planned.loadBalancerId,
    protocol: planned.forwarding.protocol,
    port: planned.forwarding.port,
    inForce: observed?.state === 'in_force',
    serving: observed?.serving?.role ?? null,
    activeId: planned.failover?.members.active.id ?? null,
    standbyReady: observed?.readiness[0]?.state ?? null,
    servers: new Map(Array.from(planned.members, ([id, member]) => serverOf(id, member))),
  };
}
