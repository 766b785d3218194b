import { CreateVServerGroupInput } from '#domain/server-group.ts';
import type { VServerGroupView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { requireWritableLoadBalancer } from '../load-balancer/internal.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { requireServers } from '../server/require-servers.ts';
import { type WriteOptions, write } from '../write.ts';
import { requireGroup } from './internal.ts';
import { replaceMembers } from './replace-members.ts';
import { getGroupView } from './view.ts';

/** It may be empty, and filled afterwards. */
export async function createVServerGroup(context: Context, input: { loadBalancerId: string; group: unknown }): Promise<VServerGroupView> {
  const { loadBalancerId } = input;
  const { name, servers } = parseBody(CreateVServerGroupInput, input.group);
  const options: WriteOptions = {
    in: place.loadBalancer(loadBalancerId),
    needs: 'operator',
    idempotent: { operation: `vserver-group:create ${loadBalancerId}`, input: { name, servers } },
  };
  return write(context, options, async (tx, access) => {
    const { regionId } = await requireWritableLoadBalancer(tx, loadBalancerId);
    await requireServers(tx, access, regionId, servers);
    const { id } = await tx.vServerGroup.create({ data: { loadBalancerId, regionId, name } });
    await replaceMembers(tx, { id, regionId }, servers);
    return {
      answer: await getGroupView(tx, id),
      audit: {
        action: 'vserver-group:created',
        resourceType: 'vserver-group',
        resourceId: id,
        regionId,
        before: null,
        after: await requireGroup(tx, id),
      },
    };
  });
}
