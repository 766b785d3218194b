import type { ServerUse, ServerView } from '#domain/view.ts';
import type { Prisma } from '#prisma/client.ts';
import { byKey } from '../by-key.ts';
import type { Database } from '../read.ts';

type ServerRow = Prisma.ServerGetPayload<{ include: { zone: true } }>;

export async function findServerView(db: Database, id: string): Promise<ServerView | null> {
  const [view] = await loadServerViews(db, [id]);
  return view ?? null;
}

/** In the order of `ids`. */
export async function loadServerViews(db: Database, ids: string[]): Promise<ServerView[]> {
  const rows = await db.server.findMany({ where: { id: { in: ids } }, include: { zone: true } });
  const uses = byKey(await loadUses(db, ids), 'serverId');
  const views = new Map(rows.map((row) => [row.id, toServerView(row, uses.get(row.id) ?? [])]));
  return ids.flatMap((id) => views.get(id) ?? []);
}

type UseOfServer = ServerUse & { serverId: string };

/** Memberships of every kind, by instance; of one instance first that of its default server group. */
async function loadUses(db: Database, ids: string[]): Promise<UseOfServer[]> {
  return db.$queryRaw<UseOfServer[]>`
    SELECT u.server_id AS "serverId", lb.id AS "loadBalancerId", lb.name AS "loadBalancerName",
      u.kind, u.group_id AS "groupId", u.group_name AS "groupName", u.role, u.port
    FROM (
      SELECT d.server_id, d.load_balancer_id, 'default' AS kind, NULL AS group_id, NULL AS group_name,
        NULL::member_role AS role, NULL::int AS port
      FROM default_server d WHERE d.server_id = ANY (${ids})
      UNION ALL
      SELECT m.server_id, g.load_balancer_id, 'vserver-group', g.id, g.name, NULL, m.port
      FROM vserver_member m JOIN vserver_group g ON g.id = m.group_id WHERE m.server_id = ANY (${ids})
      UNION ALL
      SELECT m.server_id, g.load_balancer_id, 'active-standby-group', g.id, g.name, m.role, m.port
      FROM active_standby_member m JOIN active_standby_group g ON g.id = m.group_id WHERE m.server_id = ANY (${ids})
    ) u JOIN load_balancer lb ON lb.id = u.load_balancer_id
    ORDER BY lb.name, lb.id, u.group_name NULLS FIRST, u.group_id, u.port`;
}

function toServerView(row: ServerRow, uses: UseOfServer[]): ServerView {
  return {
    id: row.id,
    regionId: row.regionId,
    zoneId: row.zoneId,
    zoneName: row.zone?.name ?? null,
    name: row.name,
    address: row.address,
    status: row.status,
    createdAt: row.createdAt.toISOString(),
    usedBy: uses.map(({ serverId: _, ...use }) => use),
  };
}
