import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { lockRegion } from '../region-lock.ts';
import { write } from '../write.ts';
import { requireWritableLoadBalancer } from './internal.ts';
import { getLoadBalancerView } from './view.ts';

interface LoadBalancerChange {
  action: string;
  data: { name: string } | { status: 'active' | 'inactive' };
}

/** A change that is there already raises no revision and leaves no audit entry. */
export async function changeLoadBalancer(context: Context, id: string, { action, data }: LoadBalancerChange): Promise<LoadBalancerView> {
  return write(context, { lock: lockRegion.ofLoadBalancer(id) }, async (tx) => {
    const before = await requireWritableLoadBalancer(tx, id);
    if ('name' in data ? data.name === before.name : data.status === before.status) {
      return { answer: await getLoadBalancerView(tx, id), audit: null };
    }
    await tx.loadBalancer.update({ where: { id }, data });
    // Read again: the triggers have raised its revision.
    const after = await tx.loadBalancer.findUniqueOrThrow({ where: { id } });
    return {
      answer: await getLoadBalancerView(tx, id),
      audit: { action, resourceType: 'load-balancer', resourceId: id, regionId: before.regionId, before, after },
    };
  });
}
