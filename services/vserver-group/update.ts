import { UpdateVServerGroupInput } from '#domain/server-group.ts';
import type { VServerGroupView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { requireWritableLoadBalancer } from '../load-balancer/internal.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { requireServers } from '../server/require-servers.ts';
import { write } from '../write.ts';
import { requireGroup } from './internal.ts';
import { replaceMembers } from './replace-members.ts';
import { getGroupView } from './view.ts';

/** Name, and all members at once; workers see the group before or after, never between. */
export async function updateVServerGroup(context: Context, input: { id: string; changes: unknown }): Promise<VServerGroupView> {
  const { id } = input;
  const { name, servers } = parseBody(UpdateVServerGroupInput, input.changes);
  return write(context, { in: place.vserverGroup(id), needs: 'operator' }, async (tx, access) => {
    const before = await requireGroup(tx, id);
    await requireWritableLoadBalancer(tx, before.loadBalancerId);
    if (servers) {
      await requireServers(tx, access, before.regionId, servers, {
        presentServerIds: new Set(before.members.map((member) => member.serverId)),
      });
      await replaceMembers(tx, before, servers);
    }
    await tx.vServerGroup.update({ where: { id }, data: { name } });
    return {
      answer: await getGroupView(tx, id),
      audit: {
        action: 'vserver-group:updated',
        resourceType: 'vserver-group',
        resourceId: id,
        regionId: before.regionId,
        before,
        after: await requireGroup(tx, id),
      },
    };
  });
}
