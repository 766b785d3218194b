import { chooseActiveStandby } from '#proxy/balance/active-standby.ts';
import type { ListenerPlan, ListenerRouting, TargetPlan } from '../engine.ts';

/** Who takes the next connection or flow; null: nobody may. */
export function chooseTarget({ targets }: ListenerPlan, { serving }: ListenerRouting): TargetPlan | null {
  return targets.kind === 'active-standby' ? chooseActiveStandby(targets, serving) : null;
}

/** Of active/standby targets. */
export function isServing({ targets }: ListenerPlan, { serving }: ListenerRouting, memberId: string): boolean {
  return targets.kind === 'active-standby' && targets[serving].memberId === memberId;
}
