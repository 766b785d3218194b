import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { changeLoadBalancer } from './change.ts';

/** A stopped instance neither receives nor forwards; its listeners keep their own state (console 4.5). */
export async function stopLoadBalancer(context: Context, input: { id: string }): Promise<LoadBalancerView> {
  return changeLoadBalancer(context, input.id, { action: 'load-balancer:stopped', data: { status: 'inactive' } });
}
