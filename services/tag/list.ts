import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListTagsQuery } from '#domain/tag.ts';
import type { SavedTagView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';

/** The tags in use in a region, by key and value, each once. */
export async function listTags(context: Context, input: unknown): Promise<Page<SavedTagView>> {
  const query = parseInput(ListTagsQuery, input);
  const { pageNumber, pageSize } = query;
  return read(context, { in: place.region(query.regionId), needs: 'viewer' }, async (db) => {
    const found = await db.$queryRaw<(SavedTagView & { total: number })[]>`
      SELECT key, value, count(*)::int AS "resourceCount", (count(*) OVER ())::int AS total
      FROM tag WHERE ${matching(query)} GROUP BY key, value
      ORDER BY key, value LIMIT ${pageSize} OFFSET ${offsetOf(query)}`;
    const items = found.map(({ total: _, ...tag }) => tag);
    // Behind the last page there is no row to tell how many there are.
    const totalCount = found[0]?.total ?? (pageNumber === 1 ? 0 : await countTags(db, query));
    return { items, totalCount, pageNumber, pageSize };
  });
}

async function countTags(db: Prisma.TransactionClient, query: ListTagsQuery): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (SELECT 1 FROM tag WHERE ${matching(query)} GROUP BY key, value) tags`;
  return row?.count ?? 0;
}

function matching({ regionId, search, resourceType }: ListTagsQuery): Prisma.Sql {
  const conditions = [Prisma.sql`region_id = ${regionId}`];
  if (resourceType) {
    conditions.push(Prisma.sql`resource_type = ${resourceType}::tag_resource_type`);
  }
  if (search !== '') {
    const part = search.toLowerCase();
    conditions.push(Prisma.sql`(strpos(lower(key), ${part}) > 0 OR strpos(lower(value), ${part}) > 0)`);
  }
  return Prisma.join(conditions, ' AND ');
}
