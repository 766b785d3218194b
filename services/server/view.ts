import type { ServerUse, ServerView } from '#domain/view.ts';
import type { Prisma } from '#prisma/client.ts';
import type { Database } from '../read.ts';

const membershipInclude = {
  group: { include: { loadBalancer: { select: { id: true, name: true } } } },
} satisfies Prisma.ActiveStandbyMemberInclude;

type ServerRow = Prisma.ServerGetPayload<{ include: { zone: true } }>;
type MembershipRow = Prisma.ActiveStandbyMemberGetPayload<{ include: typeof membershipInclude }>;

export async function findServerView(db: Database, id: string): Promise<ServerView | null> {
  const [view] = await loadServerViews(db, [id]);
  return view ?? null;
}

/** In the order of `ids`. */
export async function loadServerViews(db: Database, ids: string[]): Promise<ServerView[]> {
  const rows = await db.server.findMany({ where: { id: { in: ids } }, include: { zone: true } });
  const memberships = await db.activeStandbyMember.findMany({
    where: { serverId: { in: ids } },
    include: membershipInclude,
    orderBy: { id: 'asc' },
  });
  const views = new Map(
    rows.map((row) => [
      row.id,
      toServerView(
        row,
        memberships.filter((member) => member.serverId === row.id),
      ),
    ]),
  );
  return ids.flatMap((id) => views.get(id) ?? []);
}

function toServerView(row: ServerRow, memberships: MembershipRow[]): ServerView {
  return {
    id: row.id,
    regionId: row.regionId,
    zoneId: row.zoneId,
    zoneName: row.zone?.name ?? null,
    name: row.name,
    address: row.address,
    status: row.status,
    createdAt: row.createdAt.toISOString(),
    usedBy: memberships.map(
      (member): ServerUse => ({
        loadBalancerId: member.group.loadBalancer.id,
        loadBalancerName: member.group.loadBalancer.name,
        groupId: member.group.id,
        groupName: member.group.name,
        role: member.role,
        port: member.port,
      }),
    ),
  };
}
