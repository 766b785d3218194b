import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { read } from '../read.ts';
import { getLoadBalancerView } from './view.ts';

export async function getLoadBalancer(context: Context, input: { id: string }): Promise<LoadBalancerView> {
  return read(context, (db) => getLoadBalancerView(db, input.id));
}
