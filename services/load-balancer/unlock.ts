import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { changeLoadBalancer } from './change.ts';
import { requireLoadBalancer } from './internal.ts';

/** It is stopped then: whoever unlocks it decides when it forwards again. One that is not locked stays as it is. */
export async function unlockLoadBalancer(context: Context, input: { id: string }): Promise<LoadBalancerView> {
  return changeLoadBalancer(context, input.id, {
    action: 'load-balancer:unlocked',
    needs: 'region-admin',
    data: (before) => (before.status === 'locked' ? { status: 'inactive', lockReason: null, lockedBy: null } : {}),
    require: requireLoadBalancer,
  });
}
