import type { GrantView } from '#domain/view.ts';
import { roleOf } from '../permission/stored-role.ts';
import type { Database } from '../read.ts';
import { toPersonView } from '../user/view.ts';

/** In the order of `ids`. */
export async function loadGrantViews(db: Database, ids: string[]): Promise<GrantView[]> {
  const rows = await db.accessGrant.findMany({
    where: { id: { in: ids } },
    include: { user: true, team: { include: { _count: { select: { members: true } } } }, region: true },
  });
  const views = new Map(
    rows.map((row): [string, GrantView] => [
      row.id,
      {
        id: row.id,
        user: row.user && toPersonView(row.user),
        team: row.team && { id: row.team.id, name: row.team.name, memberCount: row.team._count.members },
        regionId: row.regionId,
        regionName: row.region?.name ?? null,
        role: roleOf(row.role),
        createdAt: row.createdAt.toISOString(),
        createdBy: row.createdBy,
      },
    ]),
  );
  return ids.flatMap((id) => views.get(id) ?? []);
}
