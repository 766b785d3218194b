import { ListAccessControlListsQuery } from '#domain/access-control.ts';
import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import type { AccessControlListSummary } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { hasTags } from '../tag/load.ts';
import { loadAccessControlListSummaries } from './view.ts';

export async function listAccessControlLists(context: Context, input: unknown): Promise<Page<AccessControlListSummary>> {
  const query = parseInput(ListAccessControlListsQuery, input);
  const { pageNumber, pageSize } = query;
  const where = matching(query);
  return read(context, { in: place.region(query.regionId), needs: 'viewer' }, async (db) => {
    const [counted] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM access_control_list a WHERE ${where}`;
    const found = await db.$queryRaw<{ id: string }[]>`
      SELECT a.id FROM access_control_list a WHERE ${where}
      ORDER BY a.created_at DESC, a.id DESC LIMIT ${pageSize} OFFSET ${offsetOf(query)}`;
    const items = await loadAccessControlListSummaries(
      db,
      found.map((row) => row.id),
    );
    return { items, totalCount: counted?.count ?? 0, pageNumber, pageSize };
  });
}

function matching(query: ListAccessControlListsQuery): Prisma.Sql {
  const conditions = [Prisma.sql`a.region_id = ${query.regionId}`, ...hasTags('acl', Prisma.sql`a.id`, query.tag)];
  if (query.ipVersion) {
    conditions.push(Prisma.sql`a.ip_version = ${query.ipVersion}::ip_version`);
  }
  if (query.search !== '') {
    const part = query.search.toLowerCase();
    conditions.push(Prisma.sql`(strpos(lower(a.name), ${part}) > 0 OR strpos(lower(a.id), ${part}) > 0 OR EXISTS (
      SELECT 1 FROM access_control_entry e WHERE e.access_control_list_id = a.id
        AND (strpos(e.cidr::text, ${part}) > 0 OR strpos(lower(e.comment), ${part}) > 0)))`);
  }
  return Prisma.join(conditions, ' AND ');
}
