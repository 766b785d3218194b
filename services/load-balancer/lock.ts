import { LockLoadBalancerInput } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { changeLoadBalancer } from './change.ts';

/** It forwards nothing and takes no operation until it is unlocked; address and settings are kept (console 2.2). */
export async function lockLoadBalancer(context: Context, input: { id: string; lock: unknown }): Promise<LoadBalancerView> {
  const { reason } = parseBody(LockLoadBalancerInput, input.lock);
  return changeLoadBalancer(context, input.id, {
    action: 'load-balancer:locked',
    needs: 'region-admin',
    data: { status: 'locked', lockReason: reason, lockedBy: context.actor.name },
  });
}
