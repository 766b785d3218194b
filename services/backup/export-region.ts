import type { BackupFile } from '#domain/backup.ts';
import { DomainError } from '#domain/domain-error.ts';
import { BACKUP_INSTANCES_MAX } from '#domain/limits.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { type ReadOptions, read } from '../read.ts';
import { getRegionView } from '../region/internal.ts';
import { loadAccessControlLists, loadInstances, loadServers, toFile } from './document.ts';
import { noteExport } from './note-export.ts';

/** Everything of a region but its zones, address pools and source NAT, which belong to the machines. */
export async function exportRegion(context: Context, input: { id: string }): Promise<BackupFile> {
  const regionId = input.id;
  const at: ReadOptions = { in: place.region(regionId), needs: 'viewer' };
  const file = await read(context, at, async (db) => {
    const region = await getRegionView(db, regionId);
    if (region.instanceCount > BACKUP_INSTANCES_MAX) {
      throw new DomainError(
        'InvalidParameter',
        `The region has more than ${BACKUP_INSTANCES_MAX} instances, too many for one file: export them one by one.`,
      );
    }
    const ids = await db.loadBalancer.findMany({ where: { regionId }, orderBy: [{ name: 'asc' }, { id: 'asc' }], select: { id: true } });
    return toFile(region, {
      servers: await loadServers(db, { regionId }),
      accessControlLists: await loadAccessControlLists(db, { regionId }),
      instances: await loadInstances(
        db,
        ids.map(({ id }) => id),
      ),
    });
  });
  await noteExport(context, at, { resourceType: 'region', resourceId: regionId, regionId, file });
  return file;
}
