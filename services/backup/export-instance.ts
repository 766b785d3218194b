import type { BackupFile } from '#domain/backup.ts';
import type { Context } from '../context.ts';
import { requireLoadBalancer } from '../load-balancer/internal.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { getRegionView } from '../region/internal.ts';
import { loadAccessControlLists, loadInstances, loadServers, toFile } from './document.ts';

/** One instance with the servers and access control lists that it uses. */
export async function exportInstance(context: Context, input: { id: string }): Promise<BackupFile> {
  const { id } = input;
  return read(context, { in: place.loadBalancer(id), needs: 'viewer' }, async (db) => {
    const { regionId } = await requireLoadBalancer(db, id);
    const servers = await db.$queryRaw<{ id: string }[]>`SELECT DISTINCT server_id AS id FROM server_use WHERE load_balancer_id = ${id}`;
    const lists = await db.listenerAccessControlList.findMany({
      where: { listener: { loadBalancerId: id } },
      select: { accessControlListId: true },
    });
    return toFile(await getRegionView(db, regionId), {
      servers: await loadServers(db, { regionId, id: { in: servers.map((server) => server.id) } }),
      accessControlLists: await loadAccessControlLists(db, { regionId, id: { in: lists.map((list) => list.accessControlListId) } }),
      instances: await loadInstances(db, [id]),
    });
  });
}
