import { DomainError } from '#domain/domain-error.ts';
import { OrderRegionsInput } from '#domain/region.ts';
import type { RegionView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { loadRegionViews } from './view.ts';

export async function orderRegions(context: Context, input: unknown): Promise<RegionView[]> {
  const { order } = parseBody(OrderRegionsInput, input);
  return write(context, { in: place.allRegions, needs: 'administrator' }, async (tx) => {
    const regions = await tx.region.findMany({ orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }], select: { id: true } });
    const before = regions.map(({ id }) => id);
    if (JSON.stringify([...before].sort()) !== JSON.stringify([...order].sort())) {
      throw new DomainError('InvalidParameter', 'The order names every region once. Regions may have been added or retired meanwhile.', {
        path: 'order',
      });
    }
    for (const [sortOrder, id] of order.entries()) {
      await tx.region.update({ where: { id }, data: { sortOrder } });
    }
    return {
      answer: await loadRegionViews(tx, {}),
      audit: {
        action: 'region:ordered',
        resourceType: 'region',
        resourceId: 'all',
        regionId: null,
        before: { order: before },
        after: { order },
      },
    };
  });
}
