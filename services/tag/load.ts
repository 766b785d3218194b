import type { Tag, TagFilter, TagResourceType } from '#domain/tag.ts';
import { Prisma } from '#prisma/client.ts';
import { byKey } from '../by-key.ts';
import type { Database } from '../read.ts';

/** Tags of many resources with one query, by key. Ask the result for what has none as well. */
export async function loadTags(db: Database, resourceType: TagResourceType, resourceIds: string[]): Promise<(id: string) => Tag[]> {
  const rows = await db.tag.findMany({
    where: { resourceType, resourceId: { in: resourceIds } },
    select: { resourceId: true, key: true, value: true },
    orderBy: { key: 'asc' },
  });
  const tags = byKey(rows, 'resourceId');
  return (id) => (tags.get(id) ?? []).map(({ key, value }) => ({ key, value }));
}

/** The same of one resource, as an array of JSON within a larger statement; `id` is an expression of SQL. */
export function tagsOf(resourceType: TagResourceType, id: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`ARRAY(
    SELECT json_build_object('key', t.key, 'value', t.value) FROM tag t
    WHERE t.resource_type = ${resourceType}::tag_resource_type AND t.resource_id = ${id} ORDER BY t.key)`;
}

/** A condition on `id`, an expression of SQL: the resource has each of these tags. */
export function hasTags(resourceType: TagResourceType, id: Prisma.Sql, filters: TagFilter[]): Prisma.Sql[] {
  return filters.map(
    ({ key, value }) => Prisma.sql`EXISTS (SELECT 1 FROM tag t
      WHERE t.resource_type = ${resourceType}::tag_resource_type AND t.resource_id = ${id} AND t.key = ${key}
        ${value === null ? Prisma.empty : Prisma.sql`AND t.value = ${value}`})`,
  );
}

const TABLES = { listener: 'listener', vservergroup: 'vserver_group', masterslaveservergroup: 'active_standby_group' } as const;

/** As `hasTags`, for queries that Prisma writes: which listeners or groups of an instance have these tags. */
export async function whereTagged(
  db: Database,
  resourceType: keyof typeof TABLES,
  loadBalancerId: string,
  filters: TagFilter[],
): Promise<{ id?: { in: string[] } }> {
  if (filters.length === 0) {
    return {};
  }
  const conditions = [Prisma.sql`r.load_balancer_id = ${loadBalancerId}`, ...hasTags(resourceType, Prisma.sql`r.id`, filters)];
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT r.id FROM ${Prisma.raw(TABLES[resourceType])} r WHERE ${Prisma.join(conditions, ' AND ')}`;
  return { id: { in: rows.map((row) => row.id) } };
}
