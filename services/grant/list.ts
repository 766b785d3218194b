import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListGrantsQuery } from '#domain/grant.ts';
import type { GrantView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { type ReadOptions, read } from '../read.ts';
import { matchesPerson } from '../user/list.ts';
import { loadGrantViews } from './view.ts';

/** Those of a region and those for all, as its administrator sees them; without a region every grant. The highest role first. */
export async function listGrants(context: Context, input: unknown): Promise<Page<GrantView>> {
  const query = parseInput(ListGrantsQuery, input);
  const { regionId, pageNumber, pageSize } = query;
  const options: ReadOptions =
    regionId === undefined ? { in: place.everywhere, needs: 'administrator' } : { in: place.region(regionId), needs: 'region-admin' };
  const from = Prisma.sql`access_grant g
    LEFT JOIN user_account u ON u.id = g.user_id LEFT JOIN team t ON t.id = g.team_id LEFT JOIN region r ON r.id = g.region_id
    WHERE ${matching(query)}`;
  return read(context, options, async (db) => {
    const [counted] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM ${from}`;
    const found = await db.$queryRaw<{ id: string }[]>`
      SELECT g.id FROM ${from}
      ORDER BY g.role DESC, r.sort_order NULLS FIRST, r.name NULLS FIRST, lower(coalesce(t.name, u.name)), g.id
      LIMIT ${pageSize} OFFSET ${offsetOf(query)}`;
    const items = await loadGrantViews(
      db,
      found.map(({ id }) => id),
    );
    return { items, totalCount: counted?.count ?? 0, pageNumber, pageSize };
  });
}

function matching({ regionId, userId, teamId, role, search }: ListGrantsQuery): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (regionId !== undefined) {
    conditions.push(Prisma.sql`(g.region_id = ${regionId} OR g.region_id IS NULL)`);
  }
  if (userId !== undefined) {
    conditions.push(Prisma.sql`g.user_id = ${userId}`);
  }
  if (teamId !== undefined) {
    conditions.push(Prisma.sql`g.team_id = ${teamId}`);
  }
  if (role !== undefined) {
    conditions.push(Prisma.sql`g.role = ${role}::role`);
  }
  if (search !== '') {
    conditions.push(Prisma.sql`(strpos(lower(t.name), ${search.toLowerCase()}) > 0 OR ${matchesPerson(search)})`);
  }
  return Prisma.join(conditions, ' AND ');
}
