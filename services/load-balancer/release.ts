import type { LoadBalancer, Prisma } from '#prisma/client.ts';
import type { AuditRecord } from '../audit.ts';
import { loadTags } from '../tag/load.ts';

/** Deletes the instance and all that belongs to it; the audit keeps what it was. */
export async function releaseLoadBalancer(tx: Prisma.TransactionClient, loadBalancer: LoadBalancer): Promise<AuditRecord> {
  const { id, regionId } = loadBalancer;
  const listeners = await tx.listener.findMany({ where: { loadBalancerId: id }, include: { healthCheck: true, accessLists: true } });
  const groups = await tx.activeStandbyGroup.findMany({ where: { loadBalancerId: id }, include: { members: true } });
  const vserverGroups = await tx.vServerGroup.findMany({ where: { loadBalancerId: id }, include: { members: true } });
  const defaultServers = await tx.defaultServer.findMany({ where: { loadBalancerId: id } });
  const tags = (await loadTags(tx, 'instance', [id]))(id);
  await tx.loadBalancer.delete({ where: { id } });
  return {
    action: 'load-balancer:released',
    resourceType: 'load-balancer',
    resourceId: id,
    regionId,
    before: { ...loadBalancer, listeners, groups, vserverGroups, defaultServers, tags },
    after: null,
  };
}
