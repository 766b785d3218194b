import type { LoadBalancerView } from '#domain/view.ts';
import type { LoadBalancer } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { lockRegion } from '../region-lock.ts';
import { write } from '../write.ts';
import { requireWritableLoadBalancer } from './internal.ts';
import { getLoadBalancerView } from './view.ts';

interface LoadBalancerChange {
  action: string;
  data: Partial<Pick<LoadBalancer, 'name' | 'specification' | 'bandwidthMbps' | 'status'>>;
}

/** A change that is there already raises no revision and leaves no audit entry. */
export async function changeLoadBalancer(context: Context, id: string, { action, data }: LoadBalancerChange): Promise<LoadBalancerView> {
  return write(context, { lock: lockRegion.ofLoadBalancer(id) }, async (tx) => {
    const before = await requireWritableLoadBalancer(tx, id);
    if (isAlready(before, data)) {
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

function isAlready(before: LoadBalancer, { name, specification, bandwidthMbps, status }: LoadBalancerChange['data']): boolean {
  const isKept = <T>(wanted: T | undefined, present: T) => wanted === undefined || wanted === present;
  return (
    isKept(name, before.name) &&
    isKept(specification, before.specification) &&
    isKept(bandwidthMbps, before.bandwidthMbps) &&
    isKept(status, before.status)
  );
}
