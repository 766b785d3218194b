import { DomainError } from '#domain/domain-error.ts';
import { CreateRegionInput } from '#domain/region.ts';
import type { RegionView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { type WriteOptions, write } from '../write.ts';
import { getRegionView, loadRegionDocument, regionAudit } from './internal.ts';
import { setPools, setZones } from './parts.ts';

/** The new region is the last of the list. */
export async function createRegion(context: Context, input: unknown): Promise<RegionView> {
  const region = parseBody(CreateRegionInput, input);
  const { id, name, zones, addressPools, sourceNat } = region;
  const options: WriteOptions = {
    in: place.allRegions,
    needs: 'administrator',
    idempotent: { operation: 'region:create', input: region },
  };
  return write(context, options, async (tx) => {
    if ((await tx.region.count({ where: { id } })) > 0) {
      throw new DomainError('RegionExists', `There is a region "${id}" already.`, { path: 'id' });
    }
    const { _max: last } = await tx.region.aggregate({ _max: { sortOrder: true } });
    await tx.region.create({ data: { id, name, sourceNat, sortOrder: (last.sortOrder ?? -1) + 1 } });
    await setZones(tx, id, zones);
    await setPools(tx, id, addressPools);
    return {
      answer: await getRegionView(tx, id),
      audit: regionAudit('region:created', id, { before: null, after: await loadRegionDocument(tx, id) }),
    };
  });
}
