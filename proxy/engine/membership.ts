import type { ListenerPlan, ListenerRouting, TargetPlan } from './engine.ts';

export interface ListenerState {
  plan: ListenerPlan;
  routing: ListenerRouting;
}

/** What a change of plan or routing means for members that have connections or flows. */
export interface MembershipChange {
  /** Active/standby: the traffic has moved from one to the other, both of which are still there. */
  moved: { lostId: string; gainedId: string } | null;
  /** Taken out of their group. */
  removed: string[];
  /** Of a pool: declared unhealthy. */
  failed: string[];
  /** May receive again, or are there again. */
  returned: string[];
}

/**
 * 1. A move is a change of the serving role that leaves the former member in place. A plan that gives the roles to
 *    others, or replaces a member, moves new traffic only (decision 5).
 * 2. A listener that changes to another group has no member removed: open connections stay (data-plane 4).
 */
export function membershipChange(before: ListenerState, now: ListenerState): MembershipChange {
  const change: MembershipChange = { moved: null, removed: [], failed: [], returned: [] };
  if (!isSameGroup(before.plan, now.plan)) {
    return change;
  }
  change.moved = moveOf(before, now);
  const present = memberIds(now.plan);
  const healthy = (state: ListenerState) => {
    const ids = memberIds(state.plan);
    for (const id of state.plan.targets.kind === 'pool' ? state.routing.unhealthy : []) {
      ids.delete(id);
    }
    return ids;
  };
  const [healthyBefore, healthyNow] = [healthy(before), healthy(now)];
  for (const id of memberIds(before.plan)) {
    if (!present.has(id)) {
      change.removed.push(id);
    } else if (healthyBefore.has(id) && !healthyNow.has(id)) {
      change.failed.push(id);
    }
  }
  change.returned = [...healthyNow].filter((id) => !healthyBefore.has(id));
  return change;
}

export function memberIds(plan: ListenerPlan): Set<string> {
  return new Set(targetsOf(plan).map((member) => member.memberId));
}

export function targetsOf({ targets }: ListenerPlan): readonly TargetPlan[] {
  return targets.kind === 'pool' ? targets.members : [targets.active, targets.standby];
}

function isSameGroup({ targets: a }: ListenerPlan, { targets: b }: ListenerPlan): boolean {
  return a.kind === 'pool' && b.kind === 'pool' ? a.groupId === b.groupId : a.kind === b.kind;
}

function moveOf(before: ListenerState, now: ListenerState): MembershipChange['moved'] {
  const [former, present] = [before.plan.targets, now.plan.targets];
  const [from, to] = [before.routing.serving, now.routing.serving];
  if (former.kind !== 'active-standby' || present.kind !== 'active-standby' || from === to) {
    return null;
  }
  const lostId = former[from].memberId;
  return present[from].memberId === lostId ? { lostId, gainedId: present[to].memberId } : null;
}
