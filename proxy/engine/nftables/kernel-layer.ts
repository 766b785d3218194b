import type { ConnectionEffect, ListenerCounters, ListenerRouting, PlanChange, ServedBy } from '../engine.ts';

/**
 * The kernel in front of the userspace engine: what it does not serve goes on to the listening socket behind it. Of one node,
 * in one network namespace.
 */
export interface KernelLayer {
  /** Takes over what is in force; to be called once before the first `apply`, and again after a failure. */
  start(): Promise<void>;
  /**
   * Tells the kernel all that it is told; never rejects for one bad listener. Those of `set` which the kernel cannot serve it
   * leaves to userspace and says why in `servedBy`. Calls do not overlap.
   */
  apply(change: PlanChange): Promise<void>;
  route(changes: ReadonlyMap<string, ListenerRouting>): void;
  /** Engine `userspace` with a reason, or `nftables`. */
  servedBy(listenerId: string): ServedBy;
  /** Of the last `apply`; see engine.ts. */
  effects(): ReadonlyMap<string, ConnectionEffect>;
  counters(): ListenerCounters[];
  countersOf(listenerId: string): ListenerCounters | undefined;
  /** All that was told before is in force, and all that happened until then is counted. */
  settled(): Promise<void>;
  /** What the host offers may have changed (forwarding switched on, a firewall mended): decide anew. Does not overlap with `apply`. */
  reconsider(): Promise<void>;
  /** Stops programming; what is in force stays in force. A second call is none. */
  close(): Promise<void>;
}
