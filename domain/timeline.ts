import type { MemberRole } from './active-standby-group.ts';
import type { VerdictState } from './health-check.ts';
import type { ListenerProtocol } from './listener.ts';
import type { FailoverEventView } from './view.ts';

/**
 * What happened to listeners on active/standby groups in a time, as each node saw it. Spans are cut at the ends of the time;
 * all lists are in order of time. Times are ISO 8601 UTC.
 */
export interface TimelineSpan {
  nodeId: string;
  from: string;
  to: string;
}

/** Probes with the same outcome and reason, one after another. */
export interface ProbeSpan extends TimelineSpan {
  memberId: string;
  ok: boolean;
  reason: string;
  probes: number;
}

export interface VerdictSpan extends TimelineSpan {
  memberId: string;
  state: VerdictState;
  /** Null where only the verdict itself is known. */
  reason: string | null;
}

export interface ServingSpan extends TimelineSpan {
  role: MemberRole;
  reason: string | null;
}

export interface DrillSpan {
  id: string;
  from: string;
  /** When it ended or will end, which may be later than the time that was asked for. */
  to: string;
  reason: string;
  by: string;
}

export type SwitchMark = Pick<FailoverEventView, 'id' | 'nodeId' | 'at' | 'from' | 'to' | 'fromServer' | 'toServer' | 'reason'>;

export interface TimelineMember {
  memberId: string;
  /** Null: it is not a member any more. */
  role: MemberRole | null;
  serverName: string;
}

export interface ListenerTimeline {
  listenerId: string;
  protocol: ListenerProtocol;
  port: number;
  name: string;
  groupId: string;
  groupName: string;
  standbyReadinessCheck: boolean;
  /** The active, the standby, then those that only the history tells of. */
  members: TimelineMember[];
  probes: ProbeSpan[];
  verdicts: VerdictSpan[];
  serving: ServingSpan[];
  switches: SwitchMark[];
  drills: DrillSpan[];
}

export interface TimelineView {
  from: string;
  to: string;
  /** Later than `from` when there was too much to answer: what was before it is left out. */
  completeFrom: string;
  listeners: ListenerTimeline[];
}
