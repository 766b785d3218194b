import type { DomainError } from '#domain/domain-error.ts';
import type { ResourceType } from '#domain/history.ts';
import type { TagResourceType } from '#domain/tag.ts';
import { Prisma } from '#prisma/client.ts';
import { accessControlListNotFound } from './access-control-list/internal.ts';
import { groupNotFound } from './active-standby-group/internal.ts';
import { drillNotFound } from './drill/internal.ts';
import { grantNotFound } from './grant/internal.ts';
import { versionNotFound } from './history/internal.ts';
import { listenerNotFound } from './listener/internal.ts';
import { loadBalancerNotFound } from './load-balancer/internal.ts';
import { probeNotFound } from './probe/internal.ts';
import type { Database } from './read.ts';
import { regionNotFound } from './region/internal.ts';
import { serverNotFound } from './server/internal.ts';
import { groupNotFound as vserverGroupNotFound } from './vserver-group/internal.ts';

/**
 * `everywhere`: what belongs to all regions together. `somewhere`: what takes a role in any one of them. `anywhere`: what
 * every user has, or sees the own part of.
 */
export type Where = { regionId: string } | 'everywhere' | 'somewhere' | 'anywhere';

/**
 * Where a verb acts: decides who may do it, and what a write locks. Writers of one region queue at its row, before
 * they touch anything else, so they cannot deadlock, and revisions are ordered by commit.
 */
export interface Place {
  /** Null: there is no such thing. */
  readonly locate: (db: Database) => Promise<Where | null>;
  /** What the verbs of the resource say of one that is not there, and of one that the actor may not see. */
  readonly notFound: () => DomainError;
  /** What a write is about, as its path names it: If-Match speaks of it, and what it owns goes with it. Absent: none. */
  readonly of?: ResourceReference;
  /** Absent: the region's row, if the place is in one. */
  readonly lock?: (tx: Prisma.TransactionClient) => Promise<unknown>;
}

export interface ResourceReference {
  type: ResourceType;
  id: string;
}

function inRegionOf(from: Prisma.Sql, notFound: () => DomainError, of?: ResourceReference): Place {
  return {
    locate: async (db) => {
      const [row] = await db.$queryRaw<{ regionId: string }[]>`SELECT region_id AS "regionId" FROM ${from} LIMIT 1`;
      return row ? { regionId: row.regionId } : null;
    },
    notFound,
    of,
  };
}

function versioned(type: ResourceType, id: string, from: Prisma.Sql, notFound: () => DomainError): Place {
  return inRegionOf(from, notFound, { type, id });
}

function unreachable(): never {
  throw new Error('unreachable: this place is always there');
}

export const place = {
  region: (id: string): Place => inRegionOf(Prisma.sql`(SELECT id AS region_id FROM region WHERE id = ${id}) r`, () => regionNotFound(id)),

  /** For what concerns the list of regions; one after another, in the order that everybody takes them in. */
  allRegions: {
    locate: async () => 'everywhere',
    notFound: unreachable,
    lock: async (tx) => {
      await tx.$executeRaw`LOCK TABLE region IN SHARE UPDATE EXCLUSIVE MODE`;
      return tx.$executeRaw`SELECT openslb_lock_region(id) FROM (SELECT id FROM region ORDER BY id) ordered`;
    },
  } satisfies Place as Place,

  /** For what no region's configuration depends on. */
  everywhere: { locate: async () => 'everywhere', notFound: unreachable } satisfies Place as Place,

  somewhere: { locate: async () => 'somewhere', notFound: unreachable } satisfies Place as Place,

  anywhere: { locate: async () => 'anywhere', notFound: unreachable } satisfies Place as Place,

  /** Of its region, or of all of them. */
  grant: (id: string): Place => ({
    locate: async (db) => {
      const grant = await db.accessGrant.findUnique({ where: { id }, select: { regionId: true } });
      return grant && (grant.regionId === null ? 'everywhere' : { regionId: grant.regionId });
    },
    notFound: () => grantNotFound(id),
  }),

  server: (id: string): Place => inRegionOf(Prisma.sql`server WHERE id = ${id}`, () => serverNotFound(id)),

  loadBalancer: (id: string): Place =>
    versioned('load-balancer', id, Prisma.sql`load_balancer WHERE id = ${id}`, () => loadBalancerNotFound(id)),

  group: (id: string): Place =>
    versioned('active-standby-group', id, Prisma.sql`active_standby_group WHERE id = ${id}`, () => groupNotFound(id)),

  drill: (id: string): Place =>
    inRegionOf(Prisma.sql`failover_drill d JOIN active_standby_group g ON g.id = d.group_id WHERE d.id = ${id}`, () => drillNotFound(id)),

  accessControlList: (id: string): Place =>
    versioned('access-control-list', id, Prisma.sql`access_control_list WHERE id = ${id}`, () => accessControlListNotFound(id)),

  vserverGroup: (id: string): Place =>
    versioned('vserver-group', id, Prisma.sql`vserver_group WHERE id = ${id}`, () => vserverGroupNotFound(id)),

  listener: (id: string): Place =>
    versioned('listener', id, Prisma.sql`listener l JOIN load_balancer lb ON lb.id = l.load_balancer_id WHERE l.id = ${id}`, () =>
      listenerNotFound(id),
    ),

  taggable: (type: TagResourceType, id: string): Place => {
    const { notFound } = TAGGED_AS[type](id);
    return inRegionOf(Prisma.sql`taggable WHERE resource_type = ${type}::tag_resource_type AND resource_id = ${id}`, notFound);
  },

  probe: (id: string): Place => inRegionOf(Prisma.sql`probe_request WHERE id = ${id}`, () => probeNotFound(id)),

  /** Versions outlive what they are of. */
  versions: (type: ResourceType, id: string): Place =>
    versioned(type, id, Prisma.sql`resource_version WHERE resource_type = ${type} AND resource_id = ${id}`, () =>
      versionNotFound(type, id),
    ),
};

const TAGGED_AS: Record<TagResourceType, (id: string) => Place> = {
  instance: place.loadBalancer,
  acl: place.accessControlList,
  listener: place.listener,
  vservergroup: place.vserverGroup,
  masterslaveservergroup: place.group,
};
