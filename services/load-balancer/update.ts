import { UpdateLoadBalancerInput } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { changeLoadBalancer } from './change.ts';

/** Name, specification and bandwidth; everything else of an instance is fixed. */
export async function updateLoadBalancer(context: Context, input: { id: string; changes: unknown }): Promise<LoadBalancerView> {
  const data = parseBody(UpdateLoadBalancerInput, input.changes);
  return changeLoadBalancer(context, input.id, { action: 'load-balancer:updated', data });
}
