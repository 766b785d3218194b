import type { OperationLogFilters } from '#domain/operation-log.ts';
import { Prisma } from '#prisma/client.ts';
import type { Actor } from '../context.ts';
import type { Access } from '../permission/access.ts';
import type { Database } from '../read.ts';

/** Conditions on `audit_entry e`. */
export interface LogConditions {
  /** What indexes find, and what the actor may see. */
  found: Prisma.Sql;
  /** What has to be read entry by entry. */
  read: Prisma.Sql;
}

/**
 * Who sees what: entries of a region whoever may see the region; what belongs to no region administrators; and everybody
 * what they, or somebody who tried to be them, did with their own user (docs/decisions/0027).
 */
export async function logConditions(db: Database, access: Access, actor: Actor, filters: OperationLogFilters): Promise<LogConditions> {
  const visible = await visibleTo(db, access, actor, filters);
  return { found: and([...visible, ...indexed(filters)]), read: and(unindexed(filters)) };
}

async function visibleTo(db: Database, access: Access, actor: Actor, { regionId, scope }: OperationLogFilters): Promise<Prisma.Sql[]> {
  if (regionId !== undefined) {
    // The place has judged it.
    return [Prisma.sql`e.region_id = ${regionId}`];
  }
  const ofNone = access.isAdministrator ? Prisma.sql`e.region_id IS NULL` : await ownUser(db, actor);
  if (scope === 'none') {
    return [ofNone];
  }
  if (access.isAdministrator) {
    return [];
  }
  const inRegions =
    access.roleEverywhere === null
      ? Prisma.sql`e.region_id = ANY (${access.among(await db.region.findMany({ select: { id: true } })).map(({ id }) => id)}::text[])`
      : Prisma.sql`e.region_id IS NOT NULL`;
  return [Prisma.sql`(${inRegions} OR ${ofNone})`];
}

/** A failed sign-in names the email address, since nobody can say whose it was. */
async function ownUser(db: Database, { id }: Actor): Promise<Prisma.Sql> {
  const user = id === null ? null : await db.user.findUnique({ where: { id }, select: { email: true } });
  return Prisma.sql`(e.region_id IS NULL AND e.resource_type = 'user' AND e.resource_id = ANY (${[id ?? '', user?.email ?? '']}::text[])
    AND (e.actor_id = ${id} OR e.actor_id IS NULL))`;
}

function indexed({ resourceType, resourceId, actorId, credentialId, requestId, from, to }: OperationLogFilters): Prisma.Sql[] {
  return [
    ...(resourceType === undefined ? [] : [Prisma.sql`e.resource_type = ${resourceType}`]),
    ...(resourceType === undefined || resourceId === undefined ? [] : [Prisma.sql`e.resource_id = ${resourceId}`]),
    ...(actorId === undefined ? [] : [Prisma.sql`e.actor_id = ${actorId}`]),
    ...(credentialId === undefined ? [] : [Prisma.sql`e.credential_id = ${credentialId}`]),
    ...(requestId === undefined ? [] : [Prisma.sql`e.request_id = ${requestId}`]),
    ...(from === undefined ? [] : [Prisma.sql`e.at >= ${toDate(from)}`]),
    ...(to === undefined ? [] : [Prisma.sql`e.at < ${toDate(to)}`]),
  ];
}

/** Postgres counts years otherwise before the first and after the 9999th. */
const YEARS_MS = { min: 0, max: Date.UTC(9999, 0) };

function toDate(time: string): Date {
  return new Date(Math.min(Math.max(Date.parse(time), YEARS_MS.min), YEARS_MS.max));
}

function unindexed({ resourceType, resourceId, action, actor, search }: OperationLogFilters): Prisma.Sql[] {
  return [
    ...(resourceType !== undefined || resourceId === undefined ? [] : [Prisma.sql`e.resource_id = ${resourceId}`]),
    ...(action === undefined ? [] : [action.includes(':') ? Prisma.sql`e.action = ${action}` : Prisma.sql`e.action LIKE ${`%:${action}`}`]),
    ...(actor === undefined ? [] : [Prisma.sql`e.actor_name ILIKE ${containing(actor)}`]),
    ...(search === undefined || search.trim() === '' ? [] : [searched(search.trim())]),
  ];
}

function searched(text: string): Prisma.Sql {
  const pattern = containing(text);
  // What was written is JSON: text in it has its quotes and control characters escaped.
  const inJson = containing(JSON.stringify(text).slice(1, -1));
  return Prisma.sql`(e.actor_name ILIKE ${pattern} OR e.resource_id ILIKE ${pattern} OR e.action ILIKE ${pattern}
    OR e.request_id ILIKE ${pattern} OR e.client_address ILIKE ${pattern} OR e.credential_name ILIKE ${pattern}
    OR e.after::text ILIKE ${inJson} OR e.before::text ILIKE ${inJson})`;
}

function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

function and(conditions: Prisma.Sql[]): Prisma.Sql {
  return conditions.length === 0 ? Prisma.sql`true` : Prisma.join(conditions, ' AND ');
}
