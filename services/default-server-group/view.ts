import type { DefaultServerView } from '#domain/view.ts';
import type { Database } from '../read.ts';

export async function loadDefaultServerViews(db: Database, loadBalancerId: string): Promise<DefaultServerView[]> {
  const rows = await db.defaultServer.findMany({
    where: { loadBalancerId },
    include: { server: { include: { zone: true } } },
    orderBy: [{ server: { name: 'asc' } }, { id: 'asc' }],
  });
  return rows.map((row) => ({
    memberId: row.id,
    serverId: row.serverId,
    serverName: row.server.name,
    address: row.server.address,
    zoneName: row.server.zone?.name ?? null,
    status: row.server.status,
    weight: row.weight,
  }));
}
