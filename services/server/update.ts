import { UpdateServerInput } from '#domain/server.ts';
import type { ServerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { requireZone } from '../region/internal.ts';
import { write } from '../write.ts';
import { getServerView, serverNotFound } from './internal.ts';

/** A server in use may change its address: the listeners that use it follow. */
export async function updateServer(context: Context, input: { id: string; changes: unknown }): Promise<ServerView> {
  const { id } = input;
  const data = parseBody(UpdateServerInput, input.changes);
  return write(context, { in: place.server(id), needs: 'region-admin' }, async (tx) => {
    const before = await tx.server.findUnique({ where: { id } });
    if (!before) {
      throw serverNotFound(id);
    }
    if (data.zoneId) {
      await requireZone(tx, { id: data.zoneId, regionId: before.regionId, path: 'zoneId' });
    }
    const after = await tx.server.update({ where: { id }, data });
    return {
      answer: await getServerView(tx, id),
      audit: { action: 'server:updated', resourceType: 'server', resourceId: id, regionId: before.regionId, before, after },
    };
  });
}
