import type { TimelineView } from '#domain/timeline.ts';
import type { TrafficRange } from '#domain/traffic.ts';
import type { ListenerStatus, Prisma, Verdict } from '#prisma/client.ts';
import { byKey } from '../by-key.ts';
import type { Context } from '../context.ts';
import { type Place, place } from '../place.ts';
import type { Database } from '../read.ts';
import { readInRange } from '../traffic/in-range.ts';
import { loadTimelineRows } from './load-rows.ts';
import { toListenerTimelines } from './view.ts';

/** What happened to the listeners of a group, to one listener, or to all of an instance that can fail over. */
export async function getGroupTimeline(context: Context, input: { id: string; query: unknown }): Promise<TimelineView> {
  return getTimeline(context, place.group(input.id), input.query, { activeStandbyGroupId: input.id });
}

/** Without a listener in it for one that has no failover. */
export async function getListenerTimeline(context: Context, input: { id: string; query: unknown }): Promise<TimelineView> {
  return getTimeline(context, place.listener(input.id), input.query, { id: input.id });
}

export async function getInstanceTimeline(context: Context, input: { id: string; query: unknown }): Promise<TimelineView> {
  return getTimeline(context, place.loadBalancer(input.id), input.query, { loadBalancerId: input.id });
}

async function getTimeline(context: Context, at: Place, query: unknown, where: Prisma.ListenerWhereInput): Promise<TimelineView> {
  return readInRange(context, at, query, (db, range, now) => loadTimeline(db, where, range, now));
}

const include = {
  activeStandbyGroup: { include: { members: { include: { server: true }, orderBy: { role: 'asc' } } } },
} satisfies Prisma.ListenerInclude;

export type TimelineListener = Prisma.ListenerGetPayload<{ include: typeof include }> & {
  verdicts: Verdict[];
  statuses: ListenerStatus[];
};

async function loadTimeline(db: Database, where: Prisma.ListenerWhereInput, range: TrafficRange, now: Date): Promise<TimelineView> {
  const found = await db.listener.findMany({
    where: { ...where, activeStandbyGroupId: where.activeStandbyGroupId ?? { not: null } },
    include,
    orderBy: [{ protocol: 'asc' }, { port: 'asc' }],
  });
  const subjects = {
    listenerIds: found.map((listener) => listener.id),
    groupIds: [...new Set(found.flatMap((listener) => listener.activeStandbyGroupId ?? []))],
  };
  const rows = await loadTimelineRows(db, subjects, range);
  const ofListeners = { where: { listenerId: { in: subjects.listenerIds } } };
  const verdicts = byKey(await db.verdict.findMany(ofListeners), 'listenerId');
  const statuses = byKey(await db.listenerStatus.findMany(ofListeners), 'listenerId');
  const seen = { from: rows.completeFrom, to: range.to > now ? now : range.to };
  return {
    from: range.from.toISOString(),
    to: range.to.toISOString(),
    completeFrom: rows.completeFrom.toISOString(),
    listeners: toListenerTimelines(
      found.map((one) => ({ ...one, verdicts: verdicts.get(one.id) ?? [], statuses: statuses.get(one.id) ?? [] })),
      rows,
      seen,
    ),
  };
}
