import type { MemberRole } from '#domain/active-standby-group.ts';
import type { VerdictState } from '#domain/health-check.ts';
import type { FailoverEvent } from '#proxy/failover-event.ts';
import type { ListenerPlace } from './plan.ts';

/** What this node has to say about one listener. */
export interface ObservedListener {
  listenerId: string;
  regionId: string;
  place: ListenerPlace;
  revision: number;
  state: 'in_force' | 'stopped' | 'failed';
  error: { code: string; message: string } | null;
  /** When this revision got its present state. */
  appliedAt: Date;
  /** From the change in the database until it was carried out here; null when that was not seen happening. */
  delayMs: number | null;
  /** Null unless in force. */
  serving: { role: MemberRole; since: Date; reason: string } | null;
  /** Of the active; null when nothing is checked. */
  verdict: { memberId: string; state: VerdictState; reason: string; since: Date } | null;
}

/** Who is told. Calls return at once. */
export interface ObservedSink {
  /** The present state of every listener; what is absent is served no more. */
  observed(listeners: ReadonlyMap<string, ObservedListener>, regions: readonly { id: string; revision: number }[]): void;
  failedOver(event: FailoverEvent): void;
  /** A change that was seen coming is in force. */
  applied(delayMs: number): void;
}
