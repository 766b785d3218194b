import type { MemberRole } from '#domain/active-standby-group.ts';
import type { Failback } from '#domain/failover.ts';
import type { VerdictState } from '#domain/health-check.ts';

/**
 * Who gets new traffic of one listener, and what brought it there (data-plane 8; docs/decisions/0005).
 *
 * active, start     nothing has moved yet; also after an edit that made the serving standby the active.
 * active, health    the active came back and the failback mode let the traffic return.
 * active, switch    an administrator has sent the traffic back.
 *   Each is left to `standby, health` when the active is declared unhealthy, to `standby, switch` by a switch.
 * standby, health   the active was declared unhealthy. Left to `active, health` by the failback mode: automatic as soon
 *                   as the active is not unhealthy (rules 6, 9 and 10), delayed when it has been healthy for the stable
 *                   time without a failed probe, manual never; to `active, switch` or `standby, switch` by a switch.
 * standby, switch   an administrator has sent the traffic here; no verdict changes that. Left to `active, switch` by a
 *                   switch, to `active, start` when the switch was made void by an edit of the group.
 *
 * The standby's own condition is not known and not asked for (rules 4, 5 and 8).
 */
export interface ServingState {
  role: MemberRole;
  cause: 'start' | 'health' | 'switch';
  /** The last switch that was carried out; each is carried out once. */
  switchId: string | null;
}

export interface ServingFacts {
  isChecked: boolean;
  activeState: VerdictState;
  /** For how long the active has been healthy without a failed probe; null when it is not. */
  stableMs: number | null;
  failback: Failback;
  switch: { id: string; to: MemberRole } | null;
}

export interface ServingDecision {
  state: ServingState;
  /** When to ask again though nothing happens until then; null: no need. */
  askAgainInMs: number | null;
}

/** `before` is null for a listener that begins. An earlier switch to the active has nothing to say to it. */
export function nextServing(before: ServingState | null, facts: ServingFacts): ServingDecision {
  const begun: ServingState = before ?? { role: 'active', cause: 'start', switchId: facts.switch?.id ?? null };
  if (facts.switch?.to === 'standby') {
    return settled({ role: 'standby', cause: 'switch', switchId: facts.switch.id });
  }
  const state = withSwitch(begun, facts.switch);
  if (facts.isChecked && facts.activeState === 'unhealthy') {
    // A switch to the active orders where traffic belongs, not that it shall go to a server that is known to be dead.
    return settled(state.role === 'standby' ? state : { ...state, role: 'standby', cause: 'health' });
  }
  return state.role === 'standby' ? failback(state, facts) : settled(state);
}

function withSwitch(state: ServingState, order: ServingFacts['switch']): ServingState {
  if (order !== null && order.id !== state.switchId) {
    return { role: 'active', cause: 'switch', switchId: order.id };
  }
  const isVoid = state.role === 'standby' && state.cause === 'switch';
  return isVoid ? { role: 'active', cause: 'start', switchId: null } : state;
}

function failback(state: ServingState, facts: ServingFacts): ServingDecision {
  const returned: ServingState = { ...state, role: 'active', cause: 'health' };
  const { mode, stableSeconds } = facts.failback;
  if (mode === 'automatic') {
    return settled(returned);
  }
  if (mode === 'manual' || !facts.isChecked || facts.activeState !== 'healthy' || facts.stableMs === null) {
    return settled(state);
  }
  const missingMs = (stableSeconds ?? 0) * 1000 - facts.stableMs;
  return missingMs <= 0 ? settled(returned) : { state, askAgainInMs: missingMs };
}

function settled(state: ServingState): ServingDecision {
  return { state, askAgainInMs: null };
}
