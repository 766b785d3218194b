import { parseInput } from '#domain/domain-error.ts';
import { ListenerTrafficQuery, type TrafficRange, toWholeSteps, trafficRange, trafficStepSeconds } from '#domain/traffic.ts';
import type { ListenerTrafficView, ListenerView, ServerTrafficView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { getListenerView } from '../listener/internal.ts';
import { type Database, read } from '../read.ts';
import { addDrops } from './drops.ts';
import { loadDrops, loadPoints, loadSeries } from './load-points.ts';

/** Traffic per step of time, of a listener and of each server that it has or had in this time. */
export async function getListenerTraffic(context: Context, input: { id: string; query: unknown }): Promise<ListenerTrafficView> {
  const query = parseInput(ListenerTrafficQuery, input.query);
  return read(context, async (db) => {
    const { id, members } = await getListenerView(db, input.id);
    const range = await rangeOf(db, query);
    const memberIds = await loadSeries(db, id, range);
    const stepSeconds = trafficStepSeconds(range, memberIds.length + 1);
    const whole = toWholeSteps(range, stepSeconds);
    const points = await loadPoints(db, id, whole, stepSeconds);
    const drops = await loadDrops(db, id, whole, stepSeconds);
    return {
      from: whole.from.toISOString(),
      to: whole.to.toISOString(),
      stepSeconds,
      listener: (points.get('') ?? []).map((point) => ({ ...point, drops: addDrops([drops.get(point.at) ?? null]) })),
      servers: serversOf(members, memberIds).map((server) => ({ ...server, points: points.get(server.memberId) ?? [] })),
    };
  });
}

/** "Now" by the clock of the database, which every node is compared with. */
async function rangeOf(db: Database, query: ListenerTrafficQuery): Promise<TrafficRange> {
  const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
  return trafficRange(query, clock?.now ?? new Date());
}

/** Today's members in the order of their group, then those that only their traffic tells of. */
function serversOf(members: ListenerView['members'], memberIds: string[]): Omit<ServerTrafficView, 'points'>[] {
  const gone = memberIds.filter((memberId) => !members.some((member) => member.memberId === memberId));
  return [
    ...members.map(({ memberId, serverId, serverName, address, port }) => ({ memberId, serverId, serverName, address, port })),
    ...gone.map((memberId) => ({ memberId, serverId: null, serverName: null, address: null, port: null })),
  ];
}
