import { DomainError } from '#domain/domain-error.ts';
import type { Context } from '../context.ts';
import { requireWritableLoadBalancer } from '../load-balancer/internal.ts';
import { place } from '../place.ts';
import { type WriteOptions, write } from '../write.ts';
import { requireGroup } from './internal.ts';

const IN_USE = 'The server group is used by a listener, so it cannot be deleted.';

export async function deleteVServerGroup(context: Context, input: { id: string }): Promise<void> {
  const { id } = input;
  const options: WriteOptions = {
    in: place.vserverGroup(id),
    needs: 'operator',
    constraints: { listener_vserver_group_fk: { code: 'RspoolVipExist', message: IN_USE } as const },
  };
  await write(context, options, async (tx) => {
    const before = await requireGroup(tx, id);
    await requireWritableLoadBalancer(tx, before.loadBalancerId);
    const listeners = await tx.listener.findMany({
      where: { vserverGroupId: id },
      select: { id: true, protocol: true, port: true, name: true },
      orderBy: [{ protocol: 'asc' }, { port: 'asc' }],
    });
    if (listeners.length > 0) {
      throw new DomainError('RspoolVipExist', IN_USE, { usedBy: { listeners } });
    }
    await tx.vServerGroup.delete({ where: { id } });
    return {
      answer: undefined,
      audit: {
        action: 'vserver-group:deleted',
        resourceType: 'vserver-group',
        resourceId: id,
        regionId: before.regionId,
        before,
        after: null,
      },
    };
  });
}
