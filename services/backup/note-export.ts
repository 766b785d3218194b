import type { BackupFile } from '#domain/backup.ts';
import type { Context } from '../context.ts';
import { note } from '../operation-log/note.ts';
import type { ReadOptions } from '../read.ts';

/** Who took which configuration away, and how much of it. */
export async function noteExport(
  context: Context,
  where: ReadOptions,
  {
    resourceType,
    resourceId,
    regionId,
    file,
  }: { resourceType: 'region' | 'load-balancer'; resourceId: string; regionId: string; file: BackupFile },
): Promise<void> {
  await note(context, where, {
    action: `${resourceType}:exported`,
    resourceType,
    resourceId,
    regionId,
    before: null,
    after: { instances: file.instances.length, servers: file.servers.length, accessControlLists: file.accessControlLists.length },
  });
}
