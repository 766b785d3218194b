import { DomainError } from '#domain/domain-error.ts';
import type { CreateRegionInput } from '#domain/region.ts';
import type { Prisma } from '#prisma/client.ts';

/** Makes the region's zones those given; a zone keeps its servers and instances, and one that has some cannot go. */
export async function setZones(tx: Prisma.TransactionClient, regionId: string, zones: CreateRegionInput['zones']): Promise<void> {
  const present = await tx.zone.findMany({ where: { regionId } });
  const wanted = new Set(zones.map(({ id }) => id));
  for (const { id, name } of present.filter((zone) => !wanted.has(zone.id))) {
    const users = (await tx.server.count({ where: { zoneId: id } })) + (await tx.loadBalancer.count({ where: { primaryZoneId: id } }));
    if (users > 0) {
      throw new DomainError('ZoneInUse', `Servers or instances are in the zone "${name}", so it cannot be removed.`, { path: 'zones' });
    }
    await tx.zone.delete({ where: { id } });
  }
  for (const [index, zone] of zones.entries()) {
    const elsewhere = await tx.zone.findFirst({ where: { id: zone.id, regionId: { not: regionId } } });
    if (elsewhere) {
      const message = `The region "${elsewhere.regionId}" has a zone "${zone.id}".`;
      throw new DomainError('ZoneExists', message, { path: `zones.${index.toString()}.id` });
    }
    await tx.zone.upsert({ where: { id: zone.id }, create: { ...zone, regionId }, update: { name: zone.name } });
  }
}

interface Overlap {
  cidr: string;
  otherCidr: string;
  otherRegionId: string;
}

/** Makes the region's address pools those given; a service address that is in use stays in one of them. */
export async function setPools(tx: Prisma.TransactionClient, regionId: string, pools: string[]): Promise<void> {
  await tx.$executeRaw`DELETE FROM address_pool WHERE region_id = ${regionId} AND NOT cidr = ANY (${pools}::inet[])`;
  await tx.$executeRaw`
    INSERT INTO address_pool (region_id, cidr) SELECT ${regionId}, cidr FROM unnest(${pools}::inet[]) AS cidr
    ON CONFLICT (region_id, cidr) DO NOTHING`;
  const [overlap] = await tx.$queryRaw<Overlap[]>`
    SELECT mine.cidr::text, other.cidr::text AS "otherCidr", other.region_id AS "otherRegionId"
    FROM address_pool mine JOIN address_pool other ON other.cidr && mine.cidr AND other.id <> mine.id
    WHERE mine.region_id = ${regionId} LIMIT 1`;
  if (overlap) {
    const message = `The network ${overlap.cidr} overlaps the pool ${overlap.otherCidr} of the region "${overlap.otherRegionId}".`;
    throw new DomainError('AddressPoolOverlap', message, { path: `addressPools.${pools.indexOf(overlap.cidr).toString()}` });
  }
  const [used] = await tx.$queryRaw<{ address: string; name: string }[]>`
    SELECT host(lb.address) AS address, lb.name FROM load_balancer lb
    WHERE lb.region_id = ${regionId} AND NOT EXISTS (SELECT 1 FROM address_pool p WHERE p.region_id = ${regionId} AND lb.address <<= p.cidr)
    LIMIT 1`;
  if (used) {
    const message = `The instance "${used.name}" has the service address ${used.address}, which no pool would have any more.`;
    throw new DomainError('AddressPoolInUse', message, { path: 'addressPools' });
  }
}
