import { CreateLoadBalancerInput } from '#domain/load-balancer.ts';
import type { LoadBalancerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { requireRegion, requireZone } from '../region/internal.ts';
import { type WriteOptions, write } from '../write.ts';
import { findFreeAddress } from './free-address.ts';
import { protectionColumns } from './internal.ts';
import { getLoadBalancerView } from './view.ts';

/** An absent name is the id; an absent address is the lowest free one of the region's pools. */
export async function createLoadBalancer(context: Context, input: unknown): Promise<LoadBalancerView> {
  const wanted = parseBody(CreateLoadBalancerInput, input);
  const options: WriteOptions = {
    in: place.region(wanted.regionId),
    needs: 'operator',
    idempotent: { operation: 'load-balancer:create', input: wanted },
  };
  return write(context, options, async (tx) => {
    await requireRegion(tx, wanted.regionId);
    if (wanted.primaryZoneId !== null) {
      await requireZone(tx, { id: wanted.primaryZoneId, regionId: wanted.regionId, path: 'primaryZoneId' });
    }
    const id = await newId(tx);
    const { ipVersion, modificationProtection, ...columns } = wanted;
    const address = wanted.address ?? (await findFreeAddress(tx, wanted.regionId, ipVersion));
    const after = await tx.loadBalancer.create({
      data: { ...columns, ...protectionColumns(modificationProtection), id, name: wanted.name ?? id, address },
    });
    return {
      answer: await getLoadBalancerView(tx, id),
      audit: {
        action: 'load-balancer:created',
        resourceType: 'load-balancer',
        resourceId: id,
        regionId: after.regionId,
        before: null,
        after,
      },
    };
  });
}

async function newId(tx: Database): Promise<string> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`SELECT openslb_new_id('lb') AS id`;
  if (!row) {
    throw new Error('The database made no id.');
  }
  return row.id;
}
