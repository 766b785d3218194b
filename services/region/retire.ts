import { DomainError } from '#domain/domain-error.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { type WriteOptions, write } from '../write.ts';
import { getRegionView, loadRegionDocument, regionAudit } from './internal.ts';

const IN_USE = 'The region has instances, servers or access control lists, so it cannot be retired.';
const inUse = { code: 'RegionInUse', message: IN_USE } as const;

/** Only an empty one; its zones and address pools go with it. */
export async function retireRegion(context: Context, input: { id: string }): Promise<void> {
  const { id } = input;
  const options: WriteOptions = {
    in: place.region(id),
    needs: 'administrator',
    constraints: { server_region_fk: inUse, load_balancer_region_fk: inUse, access_control_list_region_fk: inUse },
  };
  await write(context, options, async (tx) => {
    const { instanceCount, serverCount, accessControlListCount } = await getRegionView(tx, id);
    if (instanceCount + serverCount + accessControlListCount > 0) {
      throw new DomainError('RegionInUse', IN_USE);
    }
    const before = await loadRegionDocument(tx, id);
    await tx.addressPool.deleteMany({ where: { regionId: id } });
    await tx.zone.deleteMany({ where: { regionId: id } });
    await tx.region.delete({ where: { id } });
    return { answer: undefined, audit: regionAudit('region:retired', id, { before, after: null }) };
  });
}
