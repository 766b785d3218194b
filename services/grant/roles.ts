import type { RoleHeldView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import type { Database } from '../read.ts';

const HELD = Prisma.sql`
  g.id AS "grantId", g.role::text AS role, g.region_id AS "regionId", r.name AS "regionName", t.id AS "teamId", t.name AS "teamName"`;

/** The highest first, and first those for all regions. */
const ORDER = Prisma.sql`g.role DESC, r.sort_order NULLS FIRST, r.name NULLS FIRST, t.name NULLS FIRST, g.id`;

/** By their own grants and those of their teams, whether they are disabled or not. */
export async function loadRolesOfUsers(db: Database, userIds: string[]): Promise<(RoleHeldView & { userId: string })[]> {
  return db.$queryRaw`
    SELECT u.id AS "userId", ${HELD}
    FROM user_account u
    JOIN access_grant g ON g.user_id = u.id OR g.team_id IN (SELECT m.team_id FROM team_member m WHERE m.user_id = u.id)
    LEFT JOIN team t ON t.id = g.team_id
    LEFT JOIN region r ON r.id = g.region_id
    WHERE u.id = ANY (${userIds})
    ORDER BY ${ORDER}`;
}

/** What counts in one region: grants there and those for all regions. */
export async function loadRolesInRegion(db: Database, regionId: string, userIds: string[]): Promise<(RoleHeldView & { userId: string })[]> {
  const roles = await loadRolesOfUsers(db, userIds);
  return roles.filter((role) => role.regionId === null || role.regionId === regionId);
}

export async function loadRolesOfTeams(db: Database, teamIds: string[]): Promise<(RoleHeldView & { teamId: string })[]> {
  return db.$queryRaw`
    SELECT ${HELD}
    FROM access_grant g JOIN team t ON t.id = g.team_id LEFT JOIN region r ON r.id = g.region_id
    WHERE g.team_id = ANY (${teamIds})
    ORDER BY ${ORDER}`;
}
