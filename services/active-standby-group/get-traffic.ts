import type { GroupTrafficView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { loadNodes } from '../node/load-nodes.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { groupNotFound } from './internal.ts';

/** Totals of the members of a group, per listener and node. Each comes with when its node told it: about every two seconds, if there is news. */
export async function getGroupTraffic(context: Context, input: { id: string }): Promise<GroupTrafficView> {
  return read(context, { in: place.group(input.id), needs: 'viewer' }, async (db) => {
    const group = await db.activeStandbyGroup.findUnique({
      where: { id: input.id },
      select: { regionId: true, members: { select: { id: true } }, listeners: { select: { id: true } } },
    });
    if (!group) {
      throw groupNotFound(input.id);
    }
    const nodes = await loadNodes(db, [group.regionId]);
    const alive = new Set(nodes.filter((node) => node.alive).map((node) => node.id));
    const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
    const rows = await db.memberTraffic.findMany({
      where: {
        listenerId: { in: group.listeners.map((listener) => listener.id) },
        memberId: { in: group.members.map((member) => member.id) },
      },
      orderBy: [{ listenerId: 'asc' }, { memberId: 'asc' }, { nodeId: 'asc' }],
    });
    return {
      at: (clock?.now ?? new Date()).toISOString(),
      counters: rows.map((row) => ({
        nodeId: row.nodeId,
        listenerId: row.listenerId,
        memberId: row.memberId,
        connectionsCurrent: alive.has(row.nodeId) ? row.connectionsCurrent : 0,
        connectionsTotal: Number(row.connectionsTotal),
        connectErrorsTotal: Number(row.connectErrorsTotal),
        reportedAt: row.updatedAt.toISOString(),
      })),
    };
  });
}
