import { userInfo } from 'node:os';
import { z } from 'zod';
import { NAME_LENGTH_MAX } from '#domain/limits.ts';
import type { Prisma, PrismaClient } from '#prisma/client.ts';

const RegionId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/, '1 to 80 letters a-z, digits and "-", beginning with a letter or digit');
const Name = z.string().trim().min(1, 'a name of 1 to 80 characters').max(NAME_LENGTH_MAX, 'a name of 1 to 80 characters');
const Network = z.union([z.cidrv4(), z.cidrv6()], 'a network such as 10.0.0.0/24 or fd00::/120');

const RegionChange = z.object({
  regionId: RegionId,
  /** Null: the region exists. */
  name: Name.nullable(),
  zones: z.array(z.object({ id: RegionId, name: Name })),
  pools: z.array(Network),
});
export type RegionChange = z.infer<typeof RegionChange>;

/** Creates a region, or adds to one; rows and audit entry in one transaction. */
export async function changeRegion(prisma: PrismaClient, input: RegionChange): Promise<void> {
  const { regionId, name, zones, pools } = check(input);
  await prisma.$transaction(async (tx) => {
    const found = await tx.region.findUnique({ where: { id: regionId } });
    if (name === null && found === null) {
      throw new Error(`There is no region "${regionId}".`);
    }
    if (name !== null) {
      if (found !== null) {
        throw new Error(`There is a region "${regionId}" already; add-zone and add-pool add to it.`);
      }
      const { _max: last } = await tx.region.aggregate({ _max: { sortOrder: true } });
      await tx.region.create({ data: { id: regionId, name, sortOrder: (last.sortOrder ?? -1) + 1 } });
    }
    await addZones(tx, regionId, zones);
    await addPools(tx, regionId, pools);
    await tx.auditEntry.create({
      data: {
        actorType: 'operator',
        actorName: userInfo().username,
        action: name === null ? 'region:updated' : 'region:created',
        resourceType: 'region',
        resourceId: regionId,
        regionId,
        after: { ...(name === null ? {} : { name }), zones, pools },
      },
    });
  });
}

export function listRegions(prisma: PrismaClient) {
  return prisma.region.findMany({
    orderBy: [{ sortOrder: 'asc' }, { id: 'asc' }],
    include: { zones: { orderBy: { id: 'asc' } }, addressPools: true },
  });
}

function check(input: RegionChange): RegionChange {
  const { data, error } = RegionChange.safeParse(input);
  if (error !== undefined) {
    const [issue] = error.issues;
    throw new Error(`${issue?.path.join('.')}: not allowed; it must be ${issue?.message}.`);
  }
  return data;
}

async function addZones(tx: Prisma.TransactionClient, regionId: string, zones: RegionChange['zones']): Promise<void> {
  for (const zone of zones) {
    const taken = await tx.zone.findUnique({ where: { id: zone.id } });
    if (taken !== null) {
      throw new Error(`There is a zone "${zone.id}" already, in the region "${taken.regionId}".`);
    }
    await tx.zone.create({ data: { ...zone, regionId } });
  }
}

/** Two regions may not give out the same address: one machine may serve both. */
async function addPools(tx: Prisma.TransactionClient, regionId: string, pools: string[]): Promise<void> {
  for (const cidr of pools) {
    const [exact] = await tx.$queryRaw<{ network: string }[]>`SELECT network(${cidr}::inet)::text AS network`;
    if (exact?.network !== cidr) {
      throw new Error(`The network ${cidr} has host bits; it must be ${exact?.network}.`);
    }
    const [overlap] = await tx.$queryRaw<{ region_id: string; cidr: string }[]>`
      SELECT region_id, cidr::text FROM address_pool WHERE cidr && ${cidr}::inet LIMIT 1`;
    if (overlap !== undefined) {
      throw new Error(`The network ${cidr} overlaps the pool ${overlap.cidr} of the region "${overlap.region_id}".`);
    }
    await tx.addressPool.create({ data: { regionId, cidr } });
  }
}
