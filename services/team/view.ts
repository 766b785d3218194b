import type { TeamView } from '#domain/view.ts';
import { byKey } from '../by-key.ts';
import { loadRolesOfTeams } from '../grant/roles.ts';
import type { Database } from '../read.ts';
import { toPersonView } from '../user/view.ts';

/** In the order of `ids`; whole for administrators. */
export async function loadTeamViews(db: Database, ids: string[], { isWhole }: { isWhole: boolean }): Promise<TeamView[]> {
  const rows = await db.team.findMany({
    where: { id: { in: ids } },
    include: { members: { include: { user: true }, orderBy: [{ user: { name: 'asc' } }, { userId: 'asc' }] } },
  });
  const roles = isWhole ? byKey(await loadRolesOfTeams(db, ids), 'teamId') : null;
  const views = new Map(
    rows.map((row): [string, TeamView] => [
      row.id,
      {
        id: row.id,
        name: row.name,
        createdAt: row.createdAt.toISOString(),
        members: row.members.map(({ user }) => toPersonView(user)),
        roles: roles && (roles.get(row.id) ?? []),
      },
    ]),
  );
  return ids.flatMap((id) => views.get(id) ?? []);
}
