import type { MemberRole } from './active-standby-group.ts';
import type { FailbackMode, OnFailoverMode } from './failover.ts';
import type { ListenerProtocol } from './listener.ts';
import { servingAfter } from './serving-after.ts';

/** What a change of configuration does to open connections (UDP: flows), as workers carry it out: proxy/engine/userspace. */

/** Of one listener: all that decides over the connections that are open when it changes. */
export interface ForwardingFacts {
  protocol: ListenerProtocol;
  /** Service address and port: another one is another socket. */
  place: string;
  /** The listener and its instance are started. */
  isStarted: boolean;
  targets: {
    kind: 'active-standby' | 'pool';
    /** Of the default server group: the instance. */
    groupId: string;
    /** By id; the role in an active/standby group only. */
    members: { id: string; role: MemberRole | null }[];
  };
  /** TCP. Null: off. */
  drainingSeconds: number | null;
  idleTimeoutSeconds: number;
  onFailover: { mode: OnFailoverMode; drainSeconds: number | null };
  failbackMode: FailbackMode;
  /** The last switch by hand of an active/standby group. */
  switch: { id: string; to: MemberRole } | null;
  /** What the health check asks of whom, when it is on; another question has no verdict yet. */
  question: string | null;
}

/** What one alive node reports of one listener. */
export interface OpenConnections {
  total: number;
  byMember: ReadonlyMap<string, number>;
  /** Active/standby: who serves; null when that is not known. */
  serving: MemberRole | null;
  isActiveUnhealthy: boolean;
}

export const IMPACT_REASONS = [
  'stopped',
  'removed',
  'address-changed',
  'member-removed',
  'traffic-moved',
  'target-changed',
  'idle-timeout-shorter',
  'new-connections-only',
] as const;
/** `new-connections-only`: what is open stays, and what is new goes by the new settings. */
export type ImpactReason = (typeof IMPACT_REASONS)[number];

export interface Impact {
  open: number;
  /** Ended at once; a UDP flow with its next datagram, which another server gets. */
  cut: number;
  /** Go on for at most `drainSeconds`, then are ended. */
  drained: number;
  kept: number;
  drainSeconds: number | null;
  reasons: ImpactReason[];
}

/** `after` is null for a listener that is removed. A listener that is not started has nothing open that could be ended. */
export function impactOf(before: ForwardingFacts, after: ForwardingFacts | null, nodes: readonly OpenConnections[]): Impact {
  const open = nodes.reduce((sum, node) => sum + node.total, 0);
  const ending = endOf(before, after);
  if (after === null || ending !== null) {
    return { open, cut: open, drained: 0, kept: 0, drainSeconds: null, reasons: [ending ?? 'removed'] };
  }
  const parts = nodes.map((node) => ({ node, part: partOf(before, after, node) }));
  const cut = parts.reduce((sum, { node, part }) => sum + count(node, part.cut), 0);
  const drained = parts.reduce((sum, { node, part }) => sum + count(node, part.drained?.memberIds ?? []), 0);
  const times = parts.flatMap(({ part }) => (part.drained ? [part.drained.seconds] : []));
  return {
    open,
    cut,
    drained,
    kept: Math.max(0, open - cut - drained),
    drainSeconds: drained > 0 ? Math.max(...times) : null,
    reasons: reasonsOf(
      before,
      after,
      parts.map(({ part }) => part),
    ),
  };
}

function endOf(before: ForwardingFacts, after: ForwardingFacts | null): ImpactReason | null {
  if (after === null) {
    return 'removed';
  }
  if (!after.isStarted) {
    return 'stopped';
  }
  return before.place !== after.place || before.protocol !== after.protocol ? 'address-changed' : null;
}

/** Members whose connections end, at once or after a time. */
interface Part {
  cut: string[];
  drained: { memberIds: string[]; seconds: number } | null;
  reason: ImpactReason | null;
}

const NOBODY: Part = { cut: [], drained: null, reason: null };

/**
 * 1. Another pool, or another kind of group: what is open stays with the members it has (TCP and UDP).
 * 2. The same pool: a removed member's connections are drained for the time of the listener, without draining cut; a UDP
 *    flow leaves it with its next datagram.
 * 3. Active/standby, the same pair or another one: a removed member's TCP connections are drained for the time of the
 *    listener, without draining kept; its flows are kept.
 * 4. Active/standby, traffic moves from one member to the other: as *on failover* says. UDP flows leave an active that lost
 *    its traffic in any case.
 */
function partOf(before: ForwardingFacts, after: ForwardingFacts, node: OpenConnections): Part {
  const [a, b] = [before.targets, after.targets];
  if (a.kind !== b.kind || (a.kind === 'pool' && a.groupId !== b.groupId)) {
    return NOBODY;
  }
  const present = new Set(b.members.map((member) => member.id));
  const removed = a.members.map((member) => member.id).filter((id) => !present.has(id));
  if (removed.length > 0) {
    return a.kind === 'pool' ? partOfPool(after, removed) : partOfPair(after, removed);
  }
  return a.kind === 'pool' ? NOBODY : partOfMove(before, after, node);
}

function partOfPool({ protocol, drainingSeconds }: ForwardingFacts, removed: string[]): Part {
  return protocol === 'udp' || drainingSeconds === null
    ? { cut: removed, drained: null, reason: 'member-removed' }
    : { cut: [], drained: { memberIds: removed, seconds: drainingSeconds }, reason: 'member-removed' };
}

function partOfPair({ protocol, drainingSeconds }: ForwardingFacts, removed: string[]): Part {
  return protocol === 'udp' || drainingSeconds === null
    ? NOBODY
    : { cut: [], drained: { memberIds: removed, seconds: drainingSeconds }, reason: 'member-removed' };
}

function partOfMove(before: ForwardingFacts, after: ForwardingFacts, node: OpenConnections): Part {
  const from = node.serving;
  const to = from && servingAfter(before, after, { serving: from, isActiveUnhealthy: node.isActiveUnhealthy });
  const lost = from && memberOf(before, from);
  if (!from || !lost || from === to || lost !== memberOf(after, from)) {
    return NOBODY;
  }
  const { mode, drainSeconds } = after.onFailover;
  const leavesAtOnce = mode === 'reset' || (after.protocol === 'udp' && from === 'active');
  if (leavesAtOnce) {
    return { cut: [lost], drained: null, reason: 'traffic-moved' };
  }
  return { cut: [], drained: mode === 'drain' ? { memberIds: [lost], seconds: drainSeconds ?? 0 } : null, reason: 'traffic-moved' };
}

function memberOf({ targets }: ForwardingFacts, role: MemberRole): string | null {
  return targets.members.find((member) => member.role === role)?.id ?? null;
}

function reasonsOf(before: ForwardingFacts, after: ForwardingFacts, parts: Part[]): ImpactReason[] {
  const reasons = new Set(parts.flatMap(({ reason }) => (reason ? [reason] : [])));
  if (before.targets.kind !== after.targets.kind || before.targets.groupId !== after.targets.groupId) {
    reasons.add('target-changed');
  }
  if (after.protocol === 'tcp' && after.idleTimeoutSeconds < before.idleTimeoutSeconds) {
    reasons.add('idle-timeout-shorter');
  }
  return reasons.size > 0 ? IMPACT_REASONS.filter((reason) => reasons.has(reason)) : ['new-connections-only'];
}

/** Totals of the listener and of its members are reported one after the other: never more than are open. */
function count({ total, byMember }: OpenConnections, memberIds: readonly string[]): number {
  const sum = memberIds.reduce((all, id) => all + (byMember.get(id) ?? 0), 0);
  return Math.min(sum, total);
}
