import type { MemberRole } from '#domain/active-standby-group.ts';
import type { OnFailoverMode } from '#domain/failover.ts';
import type { ListenerProtocol } from '#domain/listener.ts';

/** Where a listener's traffic may go: both members stand ready, `serving` says which one receives. */
export interface TargetPlan {
  memberId: string;
  address: string;
  port: number;
  role: MemberRole;
  /** 0: gets no traffic, which causes no failover. */
  weight: number;
}

export interface OnFailoverPlan {
  mode: OnFailoverMode;
  /** Of the mode `drain`. */
  drainMs: number;
}

/** One listener that shall accept traffic; a stopped listener is absent from the plan. */
export interface ListenerPlan {
  id: string;
  /** Of the listener; compared, never counted. */
  revision: number;
  protocol: ListenerProtocol;
  /** Service address and port to listen on. */
  address: string;
  port: number;
  idleTimeoutMs: number;
  /** TCP: how long a server may take to accept a connection. */
  connectTimeoutMs: number;
  /** TCP: a connection that the serving active does not accept goes to the standby. */
  retryOnStandby: boolean;
  /** Connections to the member that loses the traffic by a change of routing. */
  onFailover: OnFailoverPlan;
  targets: { active: TargetPlan; standby: TargetPlan };
}

/** Which member serves new traffic, per listener id. Absent: the active. */
export type Routing = ReadonlyMap<string, MemberRole>;

export interface ForwardingPlan {
  listeners: ReadonlyMap<string, ListenerPlan>;
  routing: Routing;
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

/** Something that an administrator should know of a listener that works; told each time that it happens. */
export type EngineProblem = { listenerId: string; reason: string };

/** Totals since the engine started, and what is open now. A listener that was removed keeps its totals. */
export interface ListenerCounters {
  listenerId: string;
  connectionsCurrent: number;
  connectionsTotal: number;
  connectErrorsTotal: number;
  droppedTotal: number;
  /** Client side to server side, bytes of payload. */
  bytesInTotal: number;
  bytesOutTotal: number;
}

/**
 * Owns running listeners and moves their bytes. Knows nothing of configuration, health or Postgres.
 * Promises: `apply` is idempotent, and touches only listeners whose plan differs; one that cannot start is
 * reported and the others go on; open connections of a listener whose targets change are left alone; those of a member
 * that loses the traffic by a change of routing are treated as the listener's plan says.
 */
export interface Engine {
  readonly name: string;
  /** One result for every listener of the plan; those that failed before are tried again. Calls do not overlap. */
  apply(plan: ForwardingPlan): Promise<ApplyResult[]>;
  /** Who may receive, after a verdict; takes effect for the next connection or flow, without a socket being reopened. */
  route(routing: Routing): void;
  counters(): ListenerCounters[];
  /** Stops accepting, lets open connections end within `drainMs`, then cuts them. A second call may shorten the time. */
  close(drainMs: number): Promise<void>;
}
