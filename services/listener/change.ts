import type { ListenerView } from '#domain/view.ts';
import type { Listener } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { write } from '../write.ts';
import { getListenerView, listenerForAudit, requireWritableListener } from './internal.ts';

/** Changes one listener; `change` answers whether there was anything to do, and if not, no audit entry is left. */
export async function changeListener(
  context: Context,
  id: string,
  action: string,
  change: (tx: Database, before: Listener) => Promise<boolean>,
): Promise<ListenerView> {
  return write(context, { in: place.listener(id), needs: 'operator' }, async (tx) => {
    const row = await requireWritableListener(tx, id);
    const before = await listenerForAudit(tx, id);
    if (!(await change(tx, row))) {
      return { answer: await getListenerView(tx, id), audit: null };
    }
    return {
      answer: await getListenerView(tx, id),
      audit: {
        action,
        resourceType: 'listener',
        resourceId: id,
        regionId: row.regionId,
        before,
        after: await listenerForAudit(tx, id),
      },
    };
  });
}

export async function setListenerEnabled(context: Context, id: string, enabled: boolean): Promise<ListenerView> {
  return changeListener(context, id, enabled ? 'listener:started' : 'listener:stopped', async (tx, before) => {
    if (before.enabled === enabled) {
      return false;
    }
    await tx.listener.update({ where: { id }, data: { enabled } });
    return true;
  });
}
