import { DomainError } from '#domain/domain-error.ts';
import type { Context } from '../context.ts';
import { requireWritableLoadBalancer } from '../load-balancer/internal.ts';
import { place } from '../place.ts';
import { type WriteOptions, write } from '../write.ts';
import { groupNotFound } from './internal.ts';

const IN_USE = 'The server group is used by a listener, so it cannot be deleted.';

export async function deleteActiveStandbyGroup(context: Context, input: { id: string }): Promise<void> {
  const { id } = input;
  const options: WriteOptions = {
    in: place.group(id),
    needs: 'operator',
    constraints: { listener_active_standby_group_fk: { code: 'RspoolVipExist', message: IN_USE } as const },
  };
  await write(context, options, async (tx) => {
    const before = await tx.activeStandbyGroup.findUnique({ where: { id }, include: { members: true } });
    if (!before) {
      throw groupNotFound(id);
    }
    await requireWritableLoadBalancer(tx, before.loadBalancerId);
    const listeners = await tx.listener.findMany({
      where: { activeStandbyGroupId: id },
      select: { id: true, protocol: true, port: true, name: true },
      orderBy: [{ protocol: 'asc' }, { port: 'asc' }],
    });
    if (listeners.length > 0) {
      throw new DomainError('RspoolVipExist', IN_USE, { usedBy: { listeners } });
    }
    await tx.activeStandbyGroup.delete({ where: { id } });
    return {
      answer: undefined,
      audit: {
        action: 'active-standby-group:deleted',
        resourceType: 'active-standby-group',
        resourceId: id,
        regionId: before.regionId,
        before,
        after: null,
      },
    };
  });
}
