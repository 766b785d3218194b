import type { AccessControlListView } from '#domain/view.ts';
import type { AccessControlList } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { write } from '../write.ts';
import { getAccessControlListView, listForAudit } from './internal.ts';

/** Changes one list; a change that changes nothing leaves no audit entry. */
export async function changeAccessControlList(
  context: Context,
  id: string,
  action: string,
  change: (tx: Database, before: AccessControlList) => Promise<unknown>,
): Promise<AccessControlListView> {
  return write(context, { in: place.accessControlList(id), needs: 'operator' }, async (tx) => {
    const before = await listForAudit(tx, id);
    await change(tx, before);
    return {
      answer: await getAccessControlListView(tx, id),
      audit: {
        action,
        resourceType: 'access-control-list',
        resourceId: id,
        regionId: before.regionId,
        before,
        after: await listForAudit(tx, id),
      },
    };
  });
}
