import type { MemberRole } from '#domain/active-standby-group.ts';
import type { Failback } from '#domain/failover.ts';
import type { LoadBalancerSnapshot, MemberSnapshot, PoolMemberSnapshot, SwitchSnapshot } from '#domain/snapshot.ts';
import type { ListenerPlan } from '#proxy/engine/engine.ts';
import type { Check } from '#proxy/health/check.ts';

/** One load balancer as it was read; see source/snapshot.ts. */
export interface LoadBalancerState {
  snapshot: LoadBalancerSnapshot;
  /** By `performance.now()`. Null: from the last good copy, so ages mean nothing. */
  loadedAt: number | null;
}

/** A region as it was read; see source/snapshot.ts. */
export interface RegionRevision {
  id: string;
  revision: number;
  /** When the revision was made: by the database's clock, and by `performance.now()`. Null: not known. */
  made: { at: Date; seenAtMs: number } | null;
}

/** Where a listener is found, as far as its row makes sense. */
export interface ListenerPlace {
  protocol: string | undefined;
  address: string;
  port: number | undefined;
}

/** What can be said of every listener, whatever its row is worth. */
export interface ListenerOutline {
  id: string;
  loadBalancerId: string;
  regionId: string;
  place: ListenerPlace;
  revision: number;
  /** When this revision was made, by `performance.now()`; null: not known. */
  changedAt: number | null;
}

/** What failover and its reports need to know of an active/standby group. */
export interface FailoverPlan {
  groupId: string;
  groupName: string;
  members: Record<MemberRole, MemberSnapshot>;
  failback: Failback;
  /** The last switch-over by hand of the group. */
  switch: SwitchSnapshot | null;
  /** One that runs, or ran when the group was read. A last good copy does not say whether there is one. */
  drill: PlannedDrill | null | 'unknown';
}

export interface PlannedDrill {
  id: string;
  /** By `performance.now()`. */
  endsAt: number;
}

/** A listener that shall accept traffic. */
export interface PlannedListener extends ListenerOutline {
  forwarding: ListenerPlan;
  /**
   * By member id, of those that may serve: the active of an active/standby group and never its standby (data-plane 8,
   * rule 4), every member of a pool. Empty: the check is off.
   */
  checks: ReadonlyMap<string, Check>;
  /** By member id: what is probed for people only, the standby if that is asked for. Nothing about traffic follows from it. */
  readiness: ReadonlyMap<string, Check>;
  /** By id. */
  members: ReadonlyMap<string, PoolMemberSnapshot>;
  /** Null: a pool, in which nobody fails over. */
  failover: FailoverPlan | null;
}

/** What one row asks for. `stopped`: the listener or its load balancer is; `invalid`: the row makes no sense. */
export type RowPlan =
  | ({ state: 'planned' } & PlannedListener)
  | ({ state: 'stopped' } & ListenerOutline)
  | ({ state: 'invalid'; message: string } & ListenerOutline);
