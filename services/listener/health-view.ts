import type { VerdictState } from '#domain/health-check.ts';
import type { ListenerHealthWord, MemberHealthView } from '#domain/view.ts';
import type { Verdict } from '#prisma/client.ts';
import type { MemberRow } from './load-rows.ts';

/** The worst verdict counts: one node that cannot reach the active has moved its traffic already. */
const WORST_FIRST: readonly VerdictState[] = ['unhealthy', 'healthy', 'unknown'];

/** Members as one listener sees them: the active with its verdict, the standby never checked (data-plane 8, rules 4 and 15). */
export function memberHealth(members: MemberRow[], verdicts: Verdict[], isChecked: boolean): MemberHealthView[] {
  return members.map((member) => ({
    memberId: member.id,
    serverId: member.serverId,
    serverName: member.server.name,
    address: member.server.address,
    port: member.port,
    role: member.role,
    weight: member.weight,
    ...(isChecked && member.role === 'active' ? mergeVerdicts(verdicts.filter((verdict) => verdict.memberId === member.id)) : NOT_CHECKED),
  }));
}

const NOT_CHECKED = { state: 'not-checked', reason: null, since: null } as const;

function mergeVerdicts(verdicts: Verdict[]): Pick<MemberHealthView, 'state' | 'reason' | 'since'> {
  for (const state of WORST_FIRST) {
    const [earliest] = verdicts.filter((verdict) => verdict.state === state).sort((a, b) => a.since.getTime() - b.since.getTime());
    if (earliest) {
      return { state, reason: earliest.reason, since: earliest.since.toISOString() };
    }
  }
  return { state: 'unknown', reason: null, since: null };
}

/** console 5.1, from the active's verdict. */
export function listenerHealth(members: MemberHealthView[]): ListenerHealthWord {
  const state = members.find((member) => member.role === 'active')?.state;
  switch (state) {
    case 'healthy':
      return 'normal';
    case 'unhealthy':
      return 'abnormal';
    case 'unknown':
      return 'unavailable';
    default:
      return 'off';
  }
}
