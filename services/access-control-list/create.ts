import { CreateAccessControlListInput } from '#domain/access-control.ts';
import type { AccessControlListView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { requireRegion } from '../region/internal.ts';
import { type WriteOptions, write } from '../write.ts';
import { addEntries, getAccessControlListView, listForAudit } from './internal.ts';

export async function createAccessControlList(context: Context, input: unknown): Promise<AccessControlListView> {
  const wanted = parseBody(CreateAccessControlListInput, input);
  const { entries, ...data } = wanted;
  const options: WriteOptions = {
    in: place.region(data.regionId),
    needs: 'operator',
    idempotent: { operation: 'access-control-list:create', input: wanted },
  };
  return write(context, options, async (tx) => {
    await requireRegion(tx, data.regionId);
    const { id } = await tx.accessControlList.create({ data });
    await addEntries(tx, id, entries);
    return {
      answer: await getAccessControlListView(tx, id),
      audit: {
        action: 'access-control-list:created',
        resourceType: 'access-control-list',
        resourceId: id,
        regionId: data.regionId,
        before: null,
        after: await listForAudit(tx, id),
      },
    };
  });
}
