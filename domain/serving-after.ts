import type { MemberRole } from './active-standby-group.ts';
import type { ForwardingFacts } from './impact.ts';

/**
 * Who serves an active/standby listener of a node once a change of configuration is in force there: the part of
 * proxy/health/serving.ts that a change can set off (docs/decisions/0005). A delayed failback that falls due later is
 * none of the change's doing.
 */
export function servingAfter(
  before: ForwardingFacts,
  after: ForwardingFacts,
  node: { serving: MemberRole; isActiveUnhealthy: boolean },
): MemberRole {
  if (after.switch?.to === 'standby') {
    return 'standby';
  }
  if (before.switch?.to === 'standby' && after.switch === null) {
    return 'active';
  }
  const isSwitchedBack = after.switch !== null && after.switch.id !== before.switch?.id;
  const isVerdictKept = after.question !== null && after.question === before.question;
  if (isVerdictKept && node.isActiveUnhealthy) {
    return 'standby';
  }
  if (isSwitchedBack || after.failbackMode === 'automatic') {
    return 'active';
  }
  return node.serving;
}
