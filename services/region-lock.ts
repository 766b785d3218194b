import type { ResourceType } from '#domain/history.ts';
import type { TagResourceType } from '#domain/tag.ts';
import type { Prisma } from '#prisma/client.ts';

/**
 * Takes the row lock of the region in which a write will happen, before the write touches anything else:
 * writers of one region queue here, so they cannot deadlock, and revisions are ordered by commit.
 * A resource that does not exist locks nothing; the verb then finds it missing.
 */
export interface RegionLock {
  (tx: Prisma.TransactionClient): Promise<unknown>;
  /** What the write is about, as its path names it: If-Match speaks of it, and what it owns goes with it. Absent: none. */
  readonly of?: ResourceReference;
}

export interface ResourceReference {
  type: ResourceType;
  id: string;
}

function lockOf(of: ResourceReference, take: (tx: Prisma.TransactionClient) => Promise<unknown>): RegionLock {
  return Object.assign(take, { of });
}

export const lockRegion = {
  /** For what no region's configuration depends on. */
  none: (async () => undefined) satisfies RegionLock,

  /** For what concerns the list of regions; one after another, in the order that everybody takes them in. */
  all: (async (tx) => {
    await tx.$executeRaw`LOCK TABLE region IN SHARE UPDATE EXCLUSIVE MODE`;
    return tx.$executeRaw`SELECT openslb_lock_region(id) FROM (SELECT id FROM region ORDER BY id) ordered`;
  }) satisfies RegionLock,

  itself:
    (regionId: string): RegionLock =>
    (tx) =>
      tx.$executeRaw`SELECT openslb_lock_region(${regionId})`,

  ofServer:
    (id: string): RegionLock =>
    (tx) =>
      tx.$executeRaw`SELECT openslb_lock_region(region_id) FROM server WHERE id = ${id}`,

  ofLoadBalancer: (id: string): RegionLock =>
    lockOf(
      { type: 'load-balancer', id },
      (tx) => tx.$executeRaw`SELECT openslb_lock_region(region_id) FROM load_balancer WHERE id = ${id}`,
    ),

  ofGroup: (id: string): RegionLock =>
    lockOf(
      { type: 'active-standby-group', id },
      (tx) => tx.$executeRaw`SELECT openslb_lock_region(region_id) FROM active_standby_group WHERE id = ${id}`,
    ),

  ofDrill:
    (id: string): RegionLock =>
    (tx) =>
      tx.$executeRaw`SELECT openslb_lock_region(g.region_id) FROM failover_drill d JOIN active_standby_group g ON g.id = d.group_id WHERE d.id = ${id}`,

  ofAccessControlList: (id: string): RegionLock =>
    lockOf(
      { type: 'access-control-list', id },
      (tx) => tx.$executeRaw`SELECT openslb_lock_region(region_id) FROM access_control_list WHERE id = ${id}`,
    ),
  ofTaggable:
    (type: TagResourceType, id: string): RegionLock =>
    (tx) =>
      tx.$executeRaw`SELECT openslb_lock_region(region_id) FROM taggable WHERE resource_type = ${type}::tag_resource_type AND resource_id = ${id}`,

  ofVServerGroup: (id: string): RegionLock =>
    lockOf(
      { type: 'vserver-group', id },
      (tx) => tx.$executeRaw`SELECT openslb_lock_region(region_id) FROM vserver_group WHERE id = ${id}`,
    ),

  ofListener: (id: string): RegionLock =>
    lockOf(
      { type: 'listener', id },
      (tx) =>
        tx.$executeRaw`SELECT openslb_lock_region(lb.region_id) FROM listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id WHERE l.id = ${id}`,
    ),
};
