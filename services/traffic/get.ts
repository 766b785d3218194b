import { type TrafficRange, toWholeSteps, trafficStepSeconds } from '#domain/traffic.ts';
import type { ListenerTrafficView, ListenerView, ServerTrafficView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { getListenerView } from '../listener/internal.ts';
import { place } from '../place.ts';
import type { Database } from '../read.ts';
import { addDrops } from './drops.ts';
import { readInRange } from './in-range.ts';
import { loadDrops, loadPoints, loadSeries } from './load-points.ts';

/** Traffic per step of time, of a listener and of each server that it has or had in this time. */
export async function getListenerTraffic(context: Context, input: { id: string; query: unknown }): Promise<ListenerTrafficView> {
  return readInRange(context, place.listener(input.id), input.query, async (db, range) =>
    loadTraffic(db, await getListenerView(db, input.id), range),
  );
}

async function loadTraffic(
  db: Database,
  { id, members }: Pick<ListenerView, 'id' | 'members'>,
  range: TrafficRange,
): Promise<ListenerTrafficView> {
  const memberIds = await loadSeries(db, id, range);
  const stepSeconds = trafficStepSeconds(range, memberIds.length + 1);
  const whole = toWholeSteps(range, stepSeconds);
  const points = await loadPoints(db, 'per-member', [id], whole, stepSeconds);
  const drops = await loadDrops(db, [id], whole, stepSeconds);
  return {
    from: whole.from.toISOString(),
    to: whole.to.toISOString(),
    stepSeconds,
    listener: (points.get('') ?? []).map((point) => ({ ...point, drops: addDrops([drops.get(point.at) ?? null]) })),
    servers: serversOf(members, memberIds).map((server) => ({ ...server, points: points.get(server.memberId) ?? [] })),
  };
}

/** Today's members in the order of their group, then those that only their traffic tells of. */
function serversOf(members: ListenerView['members'], memberIds: string[]): Omit<ServerTrafficView, 'points'>[] {
  const gone = memberIds.filter((memberId) => !members.some((member) => member.memberId === memberId));
  return [
    ...members.map(({ memberId, serverId, serverName, address, port }) => ({ memberId, serverId, serverName, address, port })),
    ...gone.map((memberId) => ({ memberId, serverId: null, serverName: null, address: null, port: null })),
  ];
}
