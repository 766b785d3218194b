import { UpdateRegionInput } from '#domain/region.ts';
import type { RegionView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { getRegionView, loadRegionDocument, regionAudit, requireRegion } from './internal.ts';
import { setPools, setZones } from './parts.ts';

/** Name, zones, address pools and source NAT; what is in use cannot be taken away. */
export async function updateRegion(context: Context, input: { id: string; changes: unknown }): Promise<RegionView> {
  const { id } = input;
  const { name, zones, addressPools, sourceNat } = parseBody(UpdateRegionInput, input.changes);
  return write(context, { in: place.region(id), needs: 'region-admin' }, async (tx) => {
    await requireRegion(tx, id);
    const before = await loadRegionDocument(tx, id);
    await tx.region.update({ where: { id }, data: { name, sourceNat } });
    if (zones !== undefined) {
      await setZones(tx, id, zones);
    }
    if (addressPools !== undefined) {
      await setPools(tx, id, addressPools);
    }
    return {
      answer: await getRegionView(tx, id),
      audit: regionAudit('region:updated', id, { before, after: await loadRegionDocument(tx, id) }),
    };
  });
}
