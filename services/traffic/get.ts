import { DomainError, parseInput } from '#domain/domain-error.ts';
import { ListenerTrafficQuery, type TrafficRange, toWholeSteps, trafficRange, trafficStepSeconds } from '#domain/traffic.ts';
import type { ListenerTrafficView, ListenerView, ServerTrafficView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { isTooSlow } from '../database-error.ts';
import { getListenerView } from '../listener/internal.ts';
import { type Database, read } from '../read.ts';
import { addDrops } from './drops.ts';
import { loadDrops, loadPoints, loadSeries } from './load-points.ts';

/** Ends on the server too, unlike what the client gives up: many who try again must not pile up there. */
const QUERY_MS_MAX = 8000;
const TOO_MUCH = 'So much traffic takes too long to add up: ask for a shorter time.';

/** Traffic per step of time, of a listener and of each server that it has or had in this time. */
export async function getListenerTraffic(context: Context, input: { id: string; query: unknown }): Promise<ListenerTrafficView> {
  const query = parseInput(ListenerTrafficQuery, input.query);
  return read(context, async (db) => {
    await db.$executeRaw`SELECT set_config('statement_timeout', ${`${QUERY_MS_MAX}ms`}, true)`;
    const { id, members } = await getListenerView(db, input.id);
    const range = await rangeOf(db, query);
    return loadTraffic(db, { id, members }, range).catch((error: unknown) => {
      throw isTooSlow(error) ? new DomainError('InvalidParameter', TOO_MUCH, { path: 'from', cause: error }) : error;
    });
  });
}

async function loadTraffic(
  db: Database,
  { id, members }: Pick<ListenerView, 'id' | 'members'>,
  range: TrafficRange,
): Promise<ListenerTrafficView> {
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
