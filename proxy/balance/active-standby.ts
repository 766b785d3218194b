import type { MemberRole } from '#domain/active-standby-group.ts';

/**
 * The member that takes the next connection or flow, or null when it must be refused: weight 0 on the member
 * that serves means "no traffic", and never sends it to the other one (data-plane 8, rules 3, 5 and 11).
 */
export function chooseActiveStandby<T extends { weight: number }>(members: Record<MemberRole, T>, serving: MemberRole): T | null {
  const member = members[serving];
  return member.weight === 0 ? null : member;
}
