import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { listenerForAudit, requireWritableListener } from './internal.ts';

/** Deleting the last listener stops the instance (console 4.5). */
export async function deleteListener(context: Context, input: { id: string }): Promise<void> {
  const { id } = input;
  await write(context, { in: place.listener(id), needs: 'operator' }, async (tx) => {
    const row = await requireWritableListener(tx, id);
    const before = await listenerForAudit(tx, id);
    await tx.listener.delete({ where: { id } });
    if ((await tx.listener.count({ where: { loadBalancerId: row.loadBalancerId } })) === 0) {
      await tx.loadBalancer.update({ where: { id: row.loadBalancerId }, data: { status: 'inactive' } });
    }
    return {
      answer: undefined,
      audit: {
        action: 'listener:deleted',
        resourceType: 'listener',
        resourceId: id,
        regionId: row.regionId,
        before,
        after: null,
      },
    };
  });
}
