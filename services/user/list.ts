import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListUsersQuery } from '#domain/user.ts';
import type { UserView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { missingRole } from '../permission/authorize.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { loadUserViews } from './view.ts';

/** By name. Who grants roles in a region finds whom to grant them to: name and address of those who are not disabled. */
export async function listUsers(context: Context, input: unknown): Promise<Page<UserView>> {
  const query = parseInput(ListUsersQuery, input);
  const { pageNumber, pageSize } = query;
  return read(context, { in: place.somewhere, needs: 'region-admin' }, async (db, access) => {
    const isWhole = access.isAdministrator;
    if (!isWhole && (query.status !== undefined || query.role !== undefined)) {
      throw missingRole('administrator', 'everywhere');
    }
    const where = matching(query, isWhole);
    const [counted] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM user_account u WHERE ${where}`;
    const found = await db.$queryRaw<{ id: string }[]>`
      SELECT u.id FROM user_account u WHERE ${where}
      ORDER BY lower(u.name), u.id LIMIT ${pageSize} OFFSET ${offsetOf(query)}`;
    const items = await loadUserViews(
      db,
      found.map(({ id }) => id),
      { isWhole },
    );
    return { items, totalCount: counted?.count ?? 0, pageNumber, pageSize };
  });
}

const HAS_ACCOUNT = Prisma.sql`EXISTS (SELECT 1 FROM account a WHERE a.user_id = u.id)`;
const STATUS = {
  active: Prisma.sql`u.disabled_at IS NULL AND ${HAS_ACCOUNT}`,
  invited: Prisma.sql`u.disabled_at IS NULL AND NOT ${HAS_ACCOUNT}`,
  disabled: Prisma.sql`u.disabled_at IS NOT NULL`,
};

function matching(query: ListUsersQuery, isWhole: boolean): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (!isWhole) {
    conditions.push(Prisma.sql`u.disabled_at IS NULL`);
  }
  if (query.status) {
    conditions.push(STATUS[query.status]);
  }
  if (query.role) {
    conditions.push(Prisma.sql`EXISTS (
      SELECT 1 FROM access_grant g WHERE g.role = ${query.role}::role
      AND (g.user_id = u.id OR g.team_id IN (SELECT m.team_id FROM team_member m WHERE m.user_id = u.id)))`);
  }
  if (query.search !== '') {
    conditions.push(matchesPerson(query.search));
  }
  return Prisma.join(conditions, ' AND ');
}

/** Of the table `user_account u`. */
export function matchesPerson(search: string): Prisma.Sql {
  const part = search.toLowerCase();
  return Prisma.sql`(strpos(lower(u.name), ${part}) > 0 OR strpos(u.email, ${part}) > 0 OR strpos(u.id, ${part}) > 0)`;
}
