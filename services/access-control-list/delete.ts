import { DomainError } from '#domain/domain-error.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { type WriteOptions, write } from '../write.ts';
import { getAccessControlListView, listForAudit } from './internal.ts';

const IN_USE = 'The access control list is used by a listener, so it cannot be deleted.';

export async function deleteAccessControlList(context: Context, input: { id: string }): Promise<void> {
  const { id } = input;
  const options: WriteOptions = {
    in: place.accessControlList(id),
    needs: 'operator',
    constraints: { listener_access_control_list_list_fk: { code: 'AclInUse', message: IN_USE } as const },
  };
  await write(context, options, async (tx) => {
    const before = await listForAudit(tx, id);
    const { listeners } = await getAccessControlListView(tx, id);
    if (listeners.length > 0) {
      throw new DomainError('AclInUse', IN_USE, {
        usedBy: { listeners: listeners.map(({ mode: _, isEmpty: __, ...listener }) => listener) },
      });
    }
    await tx.accessControlList.delete({ where: { id } });
    return {
      answer: undefined,
      audit: {
        action: 'access-control-list:deleted',
        resourceType: 'access-control-list',
        resourceId: id,
        regionId: before.regionId,
        before,
        after: null,
      },
    };
  });
}
