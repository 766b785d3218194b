import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { changeLoadBalancer } from './change.ts';

/** Its listeners resume the state they had (console 4.5). */
export async function startLoadBalancer(context: Context, input: { id: string }): Promise<LoadBalancerView> {
  return changeLoadBalancer(context, input.id, { action: 'load-balancer:started', data: { status: 'active' } });
}
