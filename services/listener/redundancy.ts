import type { MemberHealthView, RedundancyView } from '#domain/view.ts';
import { mergeVerdicts } from './health-view.ts';
import type { VerdictRow } from './load-facts.ts';

const OFF: RedundancyView = { state: 'off', serverName: null, reason: null, since: null };

interface Facts {
  members: MemberHealthView[];
  /** What alive nodes say of the standby. */
  readiness: VerdictRow[];
  /** The listener runs, and asks for the readiness check. */
  isWatched: boolean;
}

/**
 * Whether a listener on an active/standby group could fail over, or back.
 * 1. A member that is known to fail leaves no redundancy: the active by its verdict, whether or not anybody watches the
 *    standby; the standby by the readiness check.
 * 2. Without that check nothing more is known: off.
 * 3. With it, the verdict on the standby decides.
 */
export function redundancyOf({ members, readiness, isWatched }: Facts): RedundancyView {
  const active = members.find((member) => member.role === 'active');
  const standby = members.find((member) => member.role === 'standby');
  if (!active || !standby) {
    return OFF;
  }
  const ready = isWatched ? mergeVerdicts(readiness.filter((row) => row.memberId === standby.memberId)) : null;
  for (const [member, verdict] of [[active, active] as const, [standby, ready] as const]) {
    if (verdict?.state === 'unhealthy') {
      return { state: 'none', serverName: member.serverName, reason: verdict.reason, since: verdict.since };
    }
  }
  if (ready === null) {
    return OFF;
  }
  return ready.state === 'healthy'
    ? { state: 'ok', serverName: null, reason: ready.reason, since: ready.since }
    : { state: 'unknown', serverName: null, reason: null, since: null };
}

const WORST_FIRST = ['none', 'unknown', 'ok'] as const;

/** Of several listeners the worst counts, and of those that agree the one that has known it longest. */
export function mergeRedundancy(views: RedundancyView[]): RedundancyView {
  for (const state of WORST_FIRST) {
    const [first] = views.filter((view) => view.state === state).sort((a, b) => (a.since ?? '').localeCompare(b.since ?? ''));
    if (first) {
      return first;
    }
  }
  return OFF;
}
