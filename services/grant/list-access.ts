import { parseInput } from '#domain/domain-error.ts';
import type { Page } from '#domain/field.ts';
import { ListAccessQuery } from '#domain/grant.ts';
import type { Role } from '#domain/role.ts';
import type { RegionAccessView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import { byKey } from '../by-key.ts';
import type { Context } from '../context.ts';
import { offsetOf } from '../page.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { matchesPerson } from '../user/list.ts';
import { toPersonView } from '../user/view.ts';
import { loadRolesInRegion } from './roles.ts';

/** Who may what in a region at this moment, and by what; disabled users may nothing. The highest role first, then by name. */
export async function listAccess(context: Context, { id, query: given }: { id: string; query: unknown }): Promise<Page<RegionAccessView>> {
  const query = parseInput(ListAccessQuery, given);
  const { pageNumber, pageSize } = query;
  const from = Prisma.sql`(
      SELECT u.id, u.name, u.email, max(o.role) AS role
      FROM user_account u CROSS JOIN LATERAL openslb_roles(u.id) o
      WHERE o.region_id IS NULL OR o.region_id = ${id}
      GROUP BY u.id
    ) u WHERE ${matching(query)}`;
  return read(context, { in: place.region(id), needs: 'region-admin' }, async (db) => {
    const [counted] = await db.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count FROM ${from}`;
    const found = await db.$queryRaw<{ id: string; name: string; email: string; role: Role }[]>`
      SELECT u.id, u.name, u.email, u.role::text AS role FROM ${from}
      ORDER BY u.role DESC, lower(u.name), u.id LIMIT ${pageSize} OFFSET ${offsetOf(query)}`;
    const userIds = found.map((row) => row.id);
    const roles = byKey(await loadRolesInRegion(db, id, userIds), 'userId');
    const items = found.map(({ role, ...user }) => ({
      user: toPersonView(user),
      role,
      roles: (roles.get(user.id) ?? []).map(({ userId: _, ...held }) => held),
    }));
    return { items, totalCount: counted?.count ?? 0, pageNumber, pageSize };
  });
}

function matching({ search, role }: ListAccessQuery): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (role !== undefined) {
    conditions.push(Prisma.sql`u.role = ${role}::role`);
  }
  if (search !== '') {
    conditions.push(matchesPerson(search));
  }
  return Prisma.join(conditions, ' AND ');
}
