import type { Verdict } from '#proxy/health/health-checker.ts';
import type { ServingState } from '#proxy/health/serving.ts';
import type { FailoverPlan, PlannedListener } from './planned.ts';

/** For people: why this member serves. */
export function servingReason(
  { checks }: Pick<PlannedListener, 'checks'>,
  { switch: order, failback }: Pick<FailoverPlan, 'switch' | 'failback'>,
  state: ServingState,
  verdict: Verdict | undefined,
): string {
  const isChecked = checks.size > 0;
  const condition = conditionOf(isChecked, verdict);
  if (state.cause === 'switch' && order !== null) {
    return `Switched to the ${order.to} by ${order.by}: ${order.reason}`;
  }
  if (state.role === 'active' || (isChecked && verdict?.state === 'unhealthy')) {
    return condition;
  }
  return failback.mode === 'manual'
    ? `${condition}; failback is manual, so traffic returns by a switch`
    : `${condition}; traffic returns after ${failback.stableSeconds} s without a failed check`;
}

function conditionOf(isChecked: boolean, verdict: Verdict | undefined): string {
  if (!isChecked) {
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
