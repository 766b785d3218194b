import { DomainError } from '#domain/domain-error.ts';
import type { ListenerTarget } from '#domain/listener.ts';
import type { Listener } from '#prisma/client.ts';
import type { Database } from '../read.ts';

/**
 * A form may be older than the group's deletion: the sentence says so. A VServer group needs a member when a listener
 * begins to use it (data-plane 3.3); `before` is the listener as it is, which may go on with a group emptied since.
 */
export async function requireTarget(
  db: Database,
  loadBalancerId: string,
  target: ListenerTarget,
  before?: Pick<Listener, 'vserverGroupId'>,
): Promise<void> {
  if (target.kind === 'default') {
    return;
  }
  const where = { id: target.id, loadBalancerId };
  if (target.kind === 'active-standby-group') {
    if ((await db.activeStandbyGroup.count({ where })) === 0) {
      throw noSuchGroup(`The instance has no active/standby server group "${target.id}" (any more).`);
    }
    return;
  }
  const group = await db.vServerGroup.findUnique({ where, include: { _count: { select: { members: true } } } });
  if (!group) {
    throw noSuchGroup(`The instance has no VServer group "${target.id}" (any more).`);
  }
  if (group._count.members === 0 && before?.vserverGroupId !== group.id) {
    throw new DomainError('VServerGroupEmpty', `The VServer group "${group.name}" has no servers. Add one first.`, { path: 'target.id' });
  }
}

function noSuchGroup(message: string): DomainError {
  return new DomainError('InvalidParameter.ServerGroup', message, { path: 'target.id' });
}
