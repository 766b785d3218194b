import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListServersQuery } from '#domain/server.ts';
import type { ServerView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { loadServerViews } from './view.ts';

export async function listServers(context: Context, input: unknown): Promise<Page<ServerView>> {
  const query = parseInput(ListServersQuery, input);
  const { pageNumber, pageSize } = query;
  const where = matching(query);
  return read(context, { in: place.region(query.regionId), needs: 'viewer' }, async (db) => {
    const [counted] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM server s WHERE ${where}`;
    const found = await db.$queryRaw<{ id: string }[]>`
      SELECT s.id FROM server s WHERE ${where}
      ORDER BY s.created_at DESC, s.id DESC LIMIT ${pageSize} OFFSET ${offsetOf(query)}`;
    const items = await loadServerViews(
      db,
      found.map((row) => row.id),
    );
    return { items, totalCount: counted?.count ?? 0, pageNumber, pageSize };
  });
}

function matching(query: ListServersQuery): Prisma.Sql {
  const conditions = [Prisma.sql`s.region_id = ${query.regionId}`];
  if (query.status) {
    conditions.push(Prisma.sql`s.status = ${query.status}::server_status`);
  }
  if (query.search !== '') {
    const part = query.search.toLowerCase();
    conditions.push(
      Prisma.sql`(strpos(lower(s.name), ${part}) > 0 OR strpos(lower(s.id), ${part}) > 0 OR strpos(host(s.address), ${part}) > 0)`,
    );
  }
  return Prisma.join(conditions, ' AND ');
}
