import type { Verdict } from '#proxy/health/health-checker.ts';
import type { ServingState } from '#proxy/health/serving.ts';
import type { PlannedListener } from './plan.ts';

/** For people: why this member serves. */
export function servingReason(planned: PlannedListener, state: ServingState, verdict: Verdict | undefined): string {
  const condition = conditionOf(planned, verdict);
  const { switch: order, failback } = planned;
  if (state.cause === 'switch' && order !== null) {
    return `Switched to the ${order.to} by ${order.by}: ${order.reason}`;
  }
  if (state.role === 'active' || (planned.check && verdict?.state === 'unhealthy')) {
    return condition;
  }
  return failback.mode === 'manual'
    ? `${condition}; failback is manual, so traffic returns by a switch`
    : `${condition}; traffic returns after ${failback.stableSeconds} s without a failed check`;
}

function conditionOf(planned: PlannedListener, verdict: Verdict | undefined): string {
  if (!planned.check) {
    return 'Health check is off';
  }
  switch (verdict?.state) {
    case 'unhealthy':
      return `Active server is unhealthy: ${verdict.reason}`;
    case 'healthy':
      return 'Active server is healthy';
    default:
      return 'No health verdict yet';
  }
}
