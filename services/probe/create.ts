import { AskProbesInput } from '#domain/probe.ts';
import type { ProbeView } from '#domain/view.ts';
import { byKey, must, only } from '../by-key.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { requireServers } from '../server/require-servers.ts';
import { write } from '../write.ts';
import { askProbes } from './ask.ts';
import { toProbeView } from './view.ts';

/** Asks for one probe of each server, in the order they are named (console 15.2, 15.3). */
export async function createProbes(context: Context, input: unknown): Promise<ProbeView[]> {
  const { regionId, settings, targets } = parseBody(AskProbesInput, input);
  return write(context, { in: place.region(regionId), needs: 'operator' }, async (tx, access) => {
    const serverIds = targets.map((target) => target.serverId);
    await requireServers(tx, access, regionId, targets, { path: 'targets.', presentServerIds: new Set(serverIds) });
    const servers = byKey(await tx.server.findMany({ where: { id: { in: serverIds } } }), 'id');
    const rows = await askProbes(tx, context, {
      regionId,
      settings,
      targets: targets.map(({ serverId, port }) => {
        const { name: serverName, address } = only(servers, serverId);
        return { serverName, address, port };
      }),
    });
    return {
      answer: rows.map((row) => toProbeView(row, row.requestedAt)),
      audit: {
        action: 'probe:created',
        resourceType: 'probe',
        resourceId: must(rows[0], regionId).id,
        regionId,
        before: null,
        after: { settings, targets },
      },
    };
  });
}
