import { CAPACITY, LoadBalancerSpecification } from '#domain/capacity.ts';
import { toWholeSteps, trafficStepSeconds } from '#domain/traffic.ts';
import type { InstanceTrafficView, ListenerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { loadListenerViews } from '../listener/view.ts';
import { requireLoadBalancer } from '../load-balancer/internal.ts';
import { place } from '../place.ts';
import { addDrops } from './drops.ts';
import { readInRange } from './in-range.ts';
import { loadDrops, loadPoints } from './load-points.ts';

/** Traffic per step of time of a whole instance, and of each of its listeners (console 14.1). */
export async function getInstanceTraffic(context: Context, input: { id: string; query: unknown }): Promise<InstanceTrafficView> {
  return readInRange(context, place.loadBalancer(input.id), input.query, async (db, range) => {
    const { specification, bandwidthMbps } = await requireLoadBalancer(db, input.id);
    const listeners = await loadListenerViews(db, { loadBalancerId: input.id });
    const ids = listeners.map((listener) => listener.id);
    const stepSeconds = trafficStepSeconds(range, ids.length + 1);
    const whole = toWholeSteps(range, stepSeconds);
    const total = await loadPoints(db, 'together', ids, whole, stepSeconds);
    const points = await loadPoints(db, 'per-listener', ids, whole, stepSeconds);
    const drops = await loadDrops(db, ids, whole, stepSeconds);
    const known = LoadBalancerSpecification.nullable().parse(specification);
    const ceilings = known ? CAPACITY[known] : null;
    return {
      from: whole.from.toISOString(),
      to: whole.to.toISOString(),
      stepSeconds,
      instance: (total.get('') ?? []).map((point) => ({ ...point, drops: addDrops([drops.get(point.at) ?? null]) })),
      listeners: listeners.map(({ id, protocol, port, name }) => ({ listenerId: id, protocol, port, name, points: points.get(id) ?? [] })),
      capacity: {
        connectionsMax: ceilings?.connectionsMax ?? null,
        connectionsPerSecondMax: ceilings?.connectionsPerSecondMax ?? null,
        bandwidthMbps,
      },
      servers: countServers(listeners),
    };
  });
}

const WORST_FIRST = ['unhealthy', 'unknown', 'healthy', 'not-checked'] as const;

/** A server behind several listeners counts once, with the worst that one of them says. */
function countServers(listeners: ListenerView[]): InstanceTrafficView['servers'] {
  const states = new Map<string, Set<string>>();
  for (const { serverId, state } of listeners.flatMap((listener) => listener.members)) {
    states.set(serverId, (states.get(serverId) ?? new Set()).add(state));
  }
  const worst = [...states.values()].map((all) => WORST_FIRST.find((state) => all.has(state)));
  const count = (wanted: (typeof WORST_FIRST)[number]) => worst.filter((state) => state === wanted).length;
  return { healthy: count('healthy'), unhealthy: count('unhealthy'), unknown: count('unknown'), notChecked: count('not-checked') };
}
