import type { MemberRole } from '#domain/active-standby-group.ts';
import type { DropReason } from '#domain/drop-reason.ts';
import type { EngineName } from '#domain/engine.ts';
import type { OnFailoverMode } from '#domain/failover.ts';
import type { ListenerProtocol } from '#domain/listener.ts';
import type { Scheduler } from '#domain/scheduling.ts';

/** One server and port that traffic may go to. */
export interface TargetPlan {
  memberId: string;
  address: string;
  port: number;
  /** 0: gets no new traffic, which in an active/standby group causes no failover. */
  weight: number;
}

export interface OnFailoverPlan {
  mode: OnFailoverMode;
  /** Of the mode `drain`. */
  drainMs: number;
}

/** One of two serves; `ListenerRouting.serving` says which. */
export interface ActiveStandbyTargets {
  kind: 'active-standby';
  active: TargetPlan;
  standby: TargetPlan;
  /** TCP: a connection that the serving active does not accept goes to the standby. */
  retryOnStandby: boolean;
  /** Connections to the member that loses the traffic by a change of routing. */
  onFailover: OnFailoverPlan;
}

/** A default or VServer group: the scheduler shares the traffic among those that are not unhealthy (data-plane 4). */
export interface PoolTargets {
  kind: 'pool';
  /** A listener that changes to another group leaves its open connections alone (data-plane 4); a removed member does not. */
  groupId: string;
  scheduler: Scheduler;
  members: readonly TargetPlan[];
  /** TCP: source-address persistence, since the last activity (data-plane 5); 0: off. */
  persistenceMs: number;
}

export interface AccessControlPlan {
  mode: 'whitelist' | 'blacklist';
  /** Networks in CIDR notation; none: everybody passes (data-plane 10.2). */
  entries: readonly string[];
}

/** One listener that shall accept traffic; a stopped listener is absent from the plan. */
export interface ListenerPlan {
  id: string;
  loadBalancerId: string;
  /** Of the listener; compared, never counted. */
  revision: number;
  protocol: ListenerProtocol;
  /** Service address and port to listen on. */
  address: string;
  port: number;
  idleTimeoutMs: number;
  /** TCP: how long a server may take to accept a connection. */
  connectTimeoutMs: number;
  /** Version 2, in front of a TCP stream or of each datagram (data-plane 17). */
  proxyProtocol: boolean;
  accessControl: AccessControlPlan | null;
  /** TCP: what connections of a removed or failed member get before they are cut; null: see data-plane 9, "draining off". */
  drainingMs: number | null;
  /** Its own limit, in each direction, which is a reservation too; null: shares the instance's. */
  bandwidthBytesPerSecond: number | null;
  /** Servers see this host as their client, also where the engine could let them see the client's own address. */
  sourceNat: boolean;
  targets: ActiveStandbyTargets | PoolTargets;
}

/** Ceilings that the listeners of one load balancer share. Null: none. */
export interface LoadBalancerLimits {
  connectionsMax: number | null;
  connectionsPerSecondMax: number | null;
  /** In each direction, for the listeners without a limit of their own: what the others' reservations leave. */
  sharedBytesPerSecond: number | null;
}

/** Who may receive at the moment; every other fact about a listener stands in its plan. */
export interface ListenerRouting {
  /** Active/standby targets. */
  serving: MemberRole;
  /** Pool targets: members that get no new traffic because they failed their check. */
  unhealthy: readonly string[];
}

/** What differs from what the engine was told before; what is not named stays as it is. */
export interface PlanChange {
  /** New, changed, or not started before and to be tried again. */
  set: ReadonlyMap<string, { plan: ListenerPlan; routing: ListenerRouting }>;
  remove: ReadonlySet<string>;
  /** Of every load balancer of a listener in `set`. */
  limits: ReadonlyMap<string, LoadBalancerLimits>;
}

export interface ApplyError {
  code: 'PortInUse' | 'AddressNotAvailable' | 'PermissionDenied' | 'ApplyFailed';
  /** For people: what is wrong and what they can do. */
  message: string;
}

export interface ApplyResult {
  listenerId: string;
  /** Absent: in force. */
  error?: ApplyError;
}

/** What a change did to connections, or UDP flows, of one listener. Those that may end by themselves within a time are kept. */
export interface ConnectionEffect {
  kept: number;
  cut: number;
}

/** Something that an administrator should know of a listener that works; told each time that it happens. */
export type EngineProblem = { listenerId: string; reason: string };

/** Bounds of the histogram of connect times, milliseconds; a last bucket holds the rest. */
export const CONNECT_TIME_BOUNDS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000] as const;

/** Totals since the engine started, and what is open now. */
export interface TrafficCounters {
  connectionsCurrent: number;
  connectionsTotal: number;
  connectErrorsTotal: number;
  /** Client side to server side, bytes of payload. */
  bytesInTotal: number;
  bytesOutTotal: number;
  /** Datagrams; 0 for TCP, whose packets are the kernel's. */
  packetsInTotal: number;
  packetsOutTotal: number;
}

export interface MemberCounters extends TrafficCounters {
  memberId: string;
  /** TCP: how long servers took to accept, per bucket of CONNECT_TIME_BOUNDS_MS and one more. */
  connectTimes: number[];
  connectMsTotal: number;
}

/** A listener or member that was removed keeps its totals. */
export interface ListenerCounters extends TrafficCounters {
  listenerId: string;
  /** Absent: 0. */
  drops: Partial<Record<DropReason, number>>;
  members: MemberCounters[];
}

/** What moves the bytes of a listener; the reason, where that is not the engine that one would wish for. */
export interface ServedBy {
  engine: EngineName;
  reason: string | null;
}

/**
 * Owns running listeners and moves their bytes. Knows nothing of configuration, health or Postgres.
 * Promises: `apply` touches only listeners that the change names, and those only as far as they differ; one that cannot
 * start is reported and the others go on; open connections of members that stay are left alone; those of a member that
 * loses the traffic are treated as the listener's plan says.
 */
export interface Engine {
  /** The best one that this node has for listeners that it suits. */
  readonly name: EngineName;
  /** What keeps this node from a better engine, or from using it for all that it could do: for people, a line each with how to mend it. */
  hints(): readonly string[];
  /** Of a listener that is in force. */
  servedBy(listenerId: string): ServedBy;
  /** One result for every listener of `set`. Calls do not overlap. */
  apply(change: PlanChange): Promise<ApplyResult[]>;
  /** Of the last `apply`, of each listener that it named and that had been there; summed up over all processes that took part. */
  effects(): ReadonlyMap<string, ConnectionEffect>;
  /** After a verdict; takes effect for the next connection or flow, without a socket being reopened. */
  route(changes: ReadonlyMap<string, ListenerRouting>): void;
  counters(): ListenerCounters[];
  /** Of one listener; undefined: it has counted nothing so far. */
  countersOf(listenerId: string): ListenerCounters | undefined;
  /** Resolves when all that was told before is in force wherever traffic is moved, and all that happened until then is counted. */
  settled(): Promise<void>;
  /** Stops accepting, lets open connections end within `drainMs`, then cuts them. A second call may shorten the time. */
  close(drainMs: number): Promise<void>;
}

/** An engine of a worker, which follows what changes under it while it works. */
export interface ReloadableEngine extends Engine {
  /** Takes the code that is on disk now, and looks anew at what the host offers; nothing is closed or cut for it. */
  reload(): Promise<void>;
}
