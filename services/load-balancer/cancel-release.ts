import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { changeLoadBalancer } from './change.ts';

export async function cancelRelease(context: Context, input: { id: string }): Promise<LoadBalancerView> {
  return changeLoadBalancer(context, input.id, {
    action: 'load-balancer:release-cancelled',
    data: { releaseAt: null, releaseScheduledBy: null },
  });
}
