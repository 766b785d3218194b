import type { Context } from '../context.ts';
import { lockRegion } from '../region-lock.ts';
import { loadTags } from '../tag/load.ts';
import { write } from '../write.ts';
import { requireWritableLoadBalancer } from './internal.ts';

/** Release: its listeners and groups go with it, and the address is free again (console 4.3). */
export async function deleteLoadBalancer(context: Context, input: { id: string }): Promise<void> {
  const { id } = input;
  await write(context, { lock: lockRegion.ofLoadBalancer(id) }, async (tx) => {
    const loadBalancer = await requireWritableLoadBalancer(tx, id);
    const listeners = await tx.listener.findMany({ where: { loadBalancerId: id }, include: { healthCheck: true, accessLists: true } });
    const groups = await tx.activeStandbyGroup.findMany({ where: { loadBalancerId: id }, include: { members: true } });
    const vserverGroups = await tx.vServerGroup.findMany({ where: { loadBalancerId: id }, include: { members: true } });
    const defaultServers = await tx.defaultServer.findMany({ where: { loadBalancerId: id } });
    const tags = (await loadTags(tx, 'instance', [id]))(id);
    await tx.loadBalancer.delete({ where: { id } });
    return {
      answer: undefined,
      audit: {
        action: 'load-balancer:released',
        resourceType: 'load-balancer',
        resourceId: id,
        regionId: loadBalancer.regionId,
        before: { ...loadBalancer, listeners, groups, vserverGroups, defaultServers, tags },
        after: null,
      },
    };
  });
}
