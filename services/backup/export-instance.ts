import type { BackupFile } from '#domain/backup.ts';
import type { Context } from '../context.ts';
import { requireLoadBalancer } from '../load-balancer/internal.ts';
import { place } from '../place.ts';
import { type ReadOptions, read } from '../read.ts';
import { getRegionView } from '../region/internal.ts';
import { loadAccessControlLists, loadInstances, loadServers, toFile } from './document.ts';
import { noteExport } from './note-export.ts';

/** One instance with the servers and access control lists that it uses. */
export async function exportInstance(context: Context, input: { id: string }): Promise<BackupFile> {
  const { id } = input;
  const at: ReadOptions = { in: place.loadBalancer(id), needs: 'viewer' };
  const { regionId, file } = await read(context, at, async (db) => {
    const { regionId } = await requireLoadBalancer(db, id);
    const servers = await db.$queryRaw<{ id: string }[]>`SELECT DISTINCT server_id AS id FROM server_use WHERE load_balancer_id = ${id}`;
    const lists = await db.listenerAccessControlList.findMany({
      where: { listener: { loadBalancerId: id } },
      select: { accessControlListId: true },
    });
    const file = toFile(await getRegionView(db, regionId), {
      servers: await loadServers(db, { regionId, id: { in: servers.map((server) => server.id) } }),
      accessControlLists: await loadAccessControlLists(db, { regionId, id: { in: lists.map((list) => list.accessControlListId) } }),
      instances: await loadInstances(db, [id]),
    });
    return { regionId, file };
  });
  await noteExport(context, at, { resourceType: 'load-balancer', resourceId: id, regionId, file });
  return file;
}
