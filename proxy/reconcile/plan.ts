import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { CAPACITY } from '#domain/capacity.ts';
import { ListenerSnapshot, type LoadBalancerSnapshot } from '#domain/snapshot.ts';
import type { LoadBalancerLimits } from '#proxy/engine/engine.ts';
import { bytesPerSecondOf, planListener } from './plan-listener.ts';
import type { ListenerOutline, LoadBalancerState, RowPlan } from './planned.ts';

export interface LoadBalancerPlan {
  state: LoadBalancerState;
  /** By listener id. A row that was the same in the plan before has the same plan, as one object. */
  rows: ReadonlyMap<string, RowPlan>;
  limits: LoadBalancerLimits;
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
const AnyRow = z.looseObject({ id: z.string() });
const DrilledRow = z.object({
  target: z.looseObject({ group: z.looseObject({ drill: z.object({ id: z.string(), leftMs: z.number() }) }) }),
});
const Reservation = z.object({ bandwidthMbps: ListenerSnapshot.shape.bandwidthMbps.catch(null) });

/** What one load balancer asks for, listener by listener: a row that makes no sense harms itself only. Pure. */
export function planLoadBalancer(state: LoadBalancerState, before: LoadBalancerPlan | null = null): LoadBalancerPlan {
  const { snapshot } = state;
  const known = before && isSameForListeners(before.state.snapshot, snapshot) ? sourcesOf(before.state.snapshot) : null;
  const passedMs = (state.loadedAt ?? 0) - (before?.state.loadedAt ?? 0);
  const rows = new Map<string, RowPlan>();
  for (const [id, source] of sourcesOf(snapshot)) {
    const sourceBefore = known?.get(id);
    const isSame = sourceBefore !== undefined && isDeepStrictEqual(timeless(source, 0), timeless(sourceBefore, passedMs));
    rows.set(id, (isSame ? before?.rows.get(id) : undefined) ?? planRow(state, source));
  }
  return { state, rows, limits: limitsOf(snapshot) };
}

/** Rows by listener id; one without an id stands for nothing that could be told apart or reported. */
function sourcesOf(snapshot: LoadBalancerSnapshot): Map<string, object> {
  return new Map(
    snapshot.listeners.flatMap((row) => {
      const parsed = AnyRow.safeParse(row);
      return parsed.success ? [[parsed.data.id, parsed.data] as const] : [];
    }),
  );
}

/**
 * Without what differs from reading to reading although nothing has changed: the age, and what is left of a drill. `passedMs`:
 * since the row was read, at the moment of comparing; a drill whose time is over is none.
 */
function timeless(source: object, passedMs: number): object {
  const row = { ...source, ageMs: 0 };
  const drilled = DrilledRow.safeParse(source);
  if (!drilled.success) {
    return row;
  }
  const { target } = drilled.data;
  const { id, leftMs } = target.group.drill;
  return { ...row, target: { ...target, group: { ...target.group, drill: leftMs > passedMs ? id : null } } };
}

/** All of an instance that the plan of a listener is made of. */
function isSameForListeners(a: LoadBalancerSnapshot, b: LoadBalancerSnapshot): boolean {
  const isSamePlace = a.id === b.id && a.regionId === b.regionId && a.address === b.address;
  return isSamePlace && a.status === b.status && a.sourceNat === b.sourceNat;
}

function planRow(state: LoadBalancerState, source: unknown): RowPlan {
  const { snapshot, loadedAt } = state;
  const { id, revision, ageMs, enabled, protocol, port } = Outline.parse(source);
  const outline: ListenerOutline = {
    id,
    loadBalancerId: snapshot.id,
    regionId: snapshot.regionId,
    place: { protocol, address: snapshot.address, port },
    revision,
    changedAt: loadedAt === null ? null : loadedAt - ageMs,
  };
  if (!enabled || snapshot.status !== 'active') {
    return { state: 'stopped', ...outline };
  }
  const parsed = ListenerSnapshot.safeParse(source);
  return parsed.success
    ? { state: 'planned', ...planListener(outline, state, parsed.data) }
    : { state: 'invalid', ...outline, message: `The stored settings of this listener are not valid: ${describe(parsed.error)}` };
}

/** A listener's limit is its reservation too, idle or stopped (data-plane 15); the others share what is left. */
function limitsOf({ specification, bandwidthMbps, listeners }: LoadBalancerSnapshot): LoadBalancerLimits {
  const capacity = specification === null ? null : CAPACITY[specification];
  const reservedMbps = listeners.reduce<number>((sum, row) => sum + (Reservation.safeParse(row).data?.bandwidthMbps ?? 0), 0);
  return {
    connectionsMax: capacity?.connectionsMax ?? null,
    connectionsPerSecondMax: capacity?.connectionsPerSecondMax ?? null,
    sharedBytesPerSecond: bandwidthMbps === null ? null : bytesPerSecondOf(Math.max(0, bandwidthMbps - reservedMbps)),
  };
}

function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => (issue.path.length === 0 ? issue.message : `${issue.path.join('.')}: ${issue.message}`))
    .join('; ');
}
