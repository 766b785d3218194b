import { CreateServerInput } from '#domain/server.ts';
import type { ServerView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { requireZone } from '../region/internal.ts';
import { type WriteOptions, write } from '../write.ts';
import { getServerView } from './internal.ts';

export async function createServer(context: Context, input: unknown): Promise<ServerView> {
  const server = parseBody(CreateServerInput, input);
  const options: WriteOptions = {
    in: place.region(server.regionId),
    needs: 'region-admin',
    idempotent: { operation: 'server:create', input: server },
  };
  return write(context, options, async (tx) => {
    if (server.zoneId !== null) {
      await requireZone(tx, { id: server.zoneId, regionId: server.regionId, path: 'zoneId' });
    }
    const after = await tx.server.create({ data: server });
    return {
      answer: await getServerView(tx, after.id),
      audit: {
        action: 'server:created',
        resourceType: 'server',
        resourceId: after.id,
        regionId: after.regionId,
        before: null,
        after,
      },
    };
  });
}
