import { type DefaultServerInput, DefaultServersInput } from '#domain/server-group.ts';
import type { DefaultServerView } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import type { Context } from '../context.ts';
import { requireWritableLoadBalancer } from '../load-balancer/internal.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { requireServers } from '../server/require-servers.ts';
import { write } from '../write.ts';
import { loadDefaultServerViews } from './view.ts';

/** All servers at once, so that of two who replace them at the same moment one gets what it asked for, not a mixture. */
export async function replaceDefaultServers(
  context: Context,
  input: { loadBalancerId: string; servers: unknown },
): Promise<DefaultServerView[]> {
  const { loadBalancerId } = input;
  const servers = parseBody(DefaultServersInput, input.servers);
  return write(context, { in: place.loadBalancer(loadBalancerId), needs: 'operator' }, async (tx, access) => {
    const { regionId } = await requireWritableLoadBalancer(tx, loadBalancerId);
    const before = await loadForAudit(tx, loadBalancerId);
    const presentServerIds = new Set(before.map((row) => row.serverId));
    await requireServers(tx, access, regionId, servers, { presentServerIds, path: '' });
    await replace(tx, { loadBalancerId, regionId }, servers);
    return {
      answer: await loadDefaultServerViews(tx, loadBalancerId),
      audit: {
        action: 'default-server-group:updated',
        resourceType: 'default-server-group',
        resourceId: loadBalancerId,
        regionId,
        before: { servers: before },
        after: { servers: await loadForAudit(tx, loadBalancerId) },
      },
    };
  });
}

function loadForAudit(db: Database, loadBalancerId: string) {
  return db.defaultServer.findMany({ where: { loadBalancerId }, orderBy: { id: 'asc' } });
}

/** A server that stays keeps its id, and with that its verdict and its connections. */
async function replace(
  tx: Database,
  { loadBalancerId, regionId }: { loadBalancerId: string; regionId: string },
  servers: DefaultServerInput[],
): Promise<void> {
  const wanted = Prisma.sql`(SELECT * FROM unnest(
    ${servers.map((server) => server.serverId)}::text[], ${servers.map((server) => server.weight)}::int[]) AS w(server_id, weight))`;
  await tx.$executeRaw`
    DELETE FROM default_server d WHERE d.load_balancer_id = ${loadBalancerId}
      AND NOT EXISTS (SELECT 1 FROM ${wanted} w WHERE w.server_id = d.server_id)`;
  await tx.$executeRaw`
    INSERT INTO default_server AS d (load_balancer_id, region_id, server_id, weight)
    SELECT ${loadBalancerId}, ${regionId}, server_id, weight FROM ${wanted} w
    ON CONFLICT (load_balancer_id, server_id) DO UPDATE SET weight = excluded.weight WHERE d.weight <> excluded.weight`;
}
