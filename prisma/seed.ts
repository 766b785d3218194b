import type { Prisma, PrismaClient } from './client.ts';
import { DEMO_REGIONS } from './demo.ts';

/** Serializes seeds of one database; any number that nothing else locks. */
const SEED_LOCK = 72_707_370;

/**
 * Regions, pools and servers to play with. Only into a database that has no region: what an administrator made or
 * removed is never touched. Returns whether anything was written; all of it is, or nothing.
 */
export function seedDemo(prisma: PrismaClient): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SEED_LOCK})`;
    if ((await tx.region.count()) > 0) {
      return false;
    }
    for (const [index, region] of DEMO_REGIONS.entries()) {
      await tx.region.create({
        data: {
          id: region.id,
          name: region.name,
          sortOrder: index,
          // Who tries it with servers of their own has not given them a route back through this host.
          sourceNat: true,
          zones: { create: region.zones.map(({ id, name }) => ({ id, name })) },
          addressPools: { create: { cidr: region.pool } },
        },
      });
      for (const server of region.servers) {
        const created = await tx.server.create({ data: { ...server, regionId: region.id } });
        await audit(tx, 'server:created', 'server', created.id, region.id, { ...server });
      }
      await audit(tx, 'region:created', 'region', region.id, region.id, { name: region.name, pool: region.pool, sourceNat: true });
    }
    return true;
  });
}

async function audit(
  tx: Prisma.TransactionClient,
  action: string,
  resourceType: string,
  resourceId: string,
  regionId: string,
  after: Prisma.InputJsonObject,
): Promise<void> {
  await tx.auditEntry.create({ data: { actorType: 'system', actorName: 'Demo seed', action, resourceType, resourceId, regionId, after } });
}
