import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListTeamsQuery } from '#domain/team.ts';
import type { TeamView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { matchesPerson } from '../user/list.ts';
import { loadTeamViews } from './view.ts';

/** By name. Who grants roles in a region has to know whom a team would bring along; what else a team may is for administrators. */
export async function listTeams(context: Context, input: unknown): Promise<Page<TeamView>> {
  const query = parseInput(ListTeamsQuery, input);
  const { pageNumber, pageSize } = query;
  const where = matching(query);
  return read(context, { in: place.somewhere, needs: 'region-admin' }, async (db, access) => {
    const [counted] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM team t WHERE ${where}`;
    const found = await db.$queryRaw<{ id: string }[]>`
      SELECT t.id FROM team t WHERE ${where} ORDER BY lower(t.name), t.id LIMIT ${pageSize} OFFSET ${offsetOf(query)}`;
    const items = await loadTeamViews(
      db,
      found.map(({ id }) => id),
      { isWhole: access.isAdministrator },
    );
    return { items, totalCount: counted?.count ?? 0, pageNumber, pageSize };
  });
}

function matching({ search }: ListTeamsQuery): Prisma.Sql {
  if (search === '') {
    return Prisma.sql`true`;
  }
  const part = search.toLowerCase();
  return Prisma.sql`(strpos(lower(t.name), ${part}) > 0 OR strpos(t.id, ${part}) > 0 OR EXISTS (
    SELECT 1 FROM team_member m JOIN user_account u ON u.id = m.user_id WHERE m.team_id = t.id AND ${matchesPerson(search)}))`;
}
