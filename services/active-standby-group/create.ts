import { CreateActiveStandbyGroupInput } from '#domain/active-standby-group.ts';
import type { ActiveStandbyGroupView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { requireWritableLoadBalancer } from '../load-balancer/internal.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { requireServers } from '../server/require-servers.ts';
import { type WriteOptions, write } from '../write.ts';
import { getGroupView } from './view.ts';

export async function createActiveStandbyGroup(
  context: Context,
  input: { loadBalancerId: string; group: unknown },
): Promise<ActiveStandbyGroupView> {
  const { loadBalancerId } = input;
  const group = parseBody(CreateActiveStandbyGroupInput, input.group);
  const options: WriteOptions = {
    in: place.loadBalancer(loadBalancerId),
    needs: 'operator',
    idempotent: { operation: `active-standby-group:create ${loadBalancerId}`, input: group },
  };
  return write(context, options, async (tx, access) => {
    const { regionId } = await requireWritableLoadBalancer(tx, loadBalancerId);
    await requireServers(tx, access, regionId, group.servers);
    // One statement per table and none through a nested relation, so that both members carry the region of the group.
    const { id } = await tx.activeStandbyGroup.create({ data: { loadBalancerId, regionId, name: group.name } });
    await tx.activeStandbyMember.createMany({ data: group.servers.map((server) => ({ ...server, groupId: id, regionId })) });
    const after = await tx.activeStandbyGroup.findUniqueOrThrow({ where: { id }, include: { members: true } });
    return {
      answer: await getGroupView(tx, id),
      audit: {
        action: 'active-standby-group:created',
        resourceType: 'active-standby-group',
        resourceId: id,
        regionId,
        before: null,
        after,
      },
    };
  });
}
