import type { VerdictState } from '#domain/health-check.ts';
import type { ListenerHealthWord, MemberHealthView } from '#domain/view.ts';
import type { VerdictRow } from './load-facts.ts';
import type { MemberRow } from './load-targets.ts';

/** The worst verdict counts: one node that cannot reach the active has moved its traffic already. */
const WORST_FIRST: readonly VerdictState[] = ['unhealthy', 'healthy', 'unknown'];

/** Members as one listener sees them, with their verdicts; the standby is never checked (data-plane 8, rules 4 and 15). */
export function memberHealth(members: MemberRow[], verdicts: VerdictRow[], isChecked: boolean): MemberHealthView[] {
  return members.map((member) => ({
    memberId: member.id,
    serverId: member.serverId,
    serverName: member.server.name,
    address: member.server.address,
    port: member.port,
    role: member.role,
    weight: member.weight,
    ...(isChecked && member.role !== 'standby' ? mergeVerdicts(verdicts.filter((verdict) => verdict.memberId === member.id)) : NOT_CHECKED),
  }));
}

const NOT_CHECKED = { state: 'not-checked', reason: null, since: null } as const;

/** One verdict on a member from those of several nodes. */
export function mergeVerdicts(
  verdicts: Pick<VerdictRow, 'state' | 'reason' | 'since'>[],
): Pick<MemberHealthView, 'state' | 'reason' | 'since'> {
  for (const state of WORST_FIRST) {
    const [earliest] = verdicts.filter((verdict) => verdict.state === state).sort((a, b) => a.since.localeCompare(b.since));
    if (earliest) {
      return { state, reason: earliest.reason, since: earliest.since };
    }
  }
  return { state: 'unknown', reason: null, since: null };
}

/** console 5.1, from the verdicts of those that should serve: the active, or every server of a pool that has a weight. */
export function listenerHealth(members: MemberHealthView[], isChecked: boolean): ListenerHealthWord {
  if (!isChecked) {
    return 'off';
  }
  const states = members.filter(({ role, weight }) => role === 'active' || (role === null && weight > 0)).map(({ state }) => state);
  if (states.includes('unhealthy')) {
    return 'abnormal';
  }
  return states.length > 0 && states.every((state) => state === 'healthy') ? 'normal' : 'unavailable';
}
