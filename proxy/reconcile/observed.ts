import type { MemberRole } from '#domain/active-standby-group.ts';
import type { VerdictState } from '#domain/health-check.ts';
import type { DrillResult } from '#proxy/drill-result.ts';
import type { ServedBy } from '#proxy/engine/engine.ts';
import type { FailoverEvent } from '#proxy/failover-event.ts';
import type { ListenerPlace } from './planned.ts';

/** What the checks of this node say about one member. */
export interface ObservedVerdict {
  memberId: string;
  state: VerdictState;
  reason: string;
  since: Date;
}

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
  /** Of an active/standby group. Null unless in force. */
  serving: { role: MemberRole; since: Date; reason: string } | null;
  /** What moves its bytes. Null unless in force. */
  servedBy: ServedBy | null;
  /** Of every member that is checked. */
  verdicts: readonly ObservedVerdict[];
  /** Of the standby, where it is probed too. Never looked at by whatever decides about traffic. */
  readiness: readonly ObservedVerdict[];
}

/** What is new since the last time. */
export interface ObservedChange {
  /** By id; null: served no more. */
  listeners: ReadonlyMap<string, ObservedListener | null>;
  /** All that are served, with the revision that is in force. */
  regions: readonly { id: string; revision: number }[];
}

/** What became of one revision of a region on this node; see node_change in prisma/schema.prisma. */
export interface ChangeReceipt {
  regionId: string;
  revision: number;
  /** By the database's clock. */
  changedAt: Date;
  inForceAt: Date;
  delayMs: number;
  /** Set up anew, changed or removed; and those of them that could not be. */
  listeners: number;
  failed: number;
  /** Connections or flows of those listeners. */
  connectionsKept: number;
  connectionsCut: number;
}

/** Who is told. Calls return at once. */
export interface ObservedSink {
  observed(change: ObservedChange): void;
  failedOver(event: FailoverEvent): void;
  /** Something new of what a failover drill did to a listener. */
  drilled(result: DrillResult): void;
  /** Changes were carried out, as far as they could be. */
  received(receipts: ChangeReceipt[]): void;
  /** A change that was seen coming is in force. */
  applied(delayMs: number): void;
}
