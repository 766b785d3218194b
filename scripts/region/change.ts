import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { PrismaClient } from '#prisma/client.ts';
import type { Context } from '#services/context.ts';
import { createRegion } from '#services/region/create.ts';
import { getRegion } from '#services/region/get.ts';
import { updateRegion } from '#services/region/update.ts';

export interface RegionChange {
  regionId: string;
  /** Null: the region exists. */
  name: string | null;
  zones: { id: string; name: string }[];
  pools: string[];
  /** Null: stays as it is. */
  sourceNat: boolean | null;
}

/** Creates a region, or adds to one or changes it; by the same rules as the console. */
export async function changeRegion(prisma: PrismaClient, { regionId, name, zones, pools, sourceNat }: RegionChange): Promise<void> {
  const context: Context = { prisma, actor: { type: 'operator', id: null, name: userInfo().username }, requestId: randomUUID() };
  if (name !== null) {
    await createRegion(context, { id: regionId, name, zones, addressPools: pools, sourceNat: sourceNat ?? undefined });
    return;
  }
  const present = await getRegion(context, { id: regionId });
  const changes = {
    ...(zones.length > 0 ? { zones: [...present.zones, ...zones] } : {}),
    ...(pools.length > 0 ? { addressPools: [...present.addressPools, ...pools] } : {}),
    ...(sourceNat === null ? {} : { sourceNat }),
  };
  await updateRegion(context, { id: regionId, changes });
}

export function listRegions(prisma: PrismaClient) {
  return prisma.region.findMany({
    orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }],
    include: { zones: { orderBy: { id: 'asc' } }, addressPools: true },
  });
}
