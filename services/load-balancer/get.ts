import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { getLoadBalancerView } from './view.ts';

export async function getLoadBalancer(context: Context, input: { id: string }): Promise<LoadBalancerView> {
  return read(context, { in: place.loadBalancer(input.id), needs: 'viewer' }, (db) => getLoadBalancerView(db, input.id));
}
