import type { TrafficRange } from '#domain/traffic.ts';
import type { FailoverDrill, FailoverEvent, ProbeRun, VerdictChange } from '#prisma/client.ts';
import { Prisma } from '#prisma/client.ts';
import type { Database } from '../read.ts';

/** What a browser draws and a person can look at; the newest are kept. */
const PROBE_RUNS_MAX = 4000;
const CHANGES_MAX = 1000;

export interface TimelineRows {
  probes: ProbeRun[];
  verdicts: VerdictChange[];
  /** The last change of each verdict before the time. */
  verdictsBefore: VerdictChange[];
  switches: FailoverEvent[];
  switchesBefore: FailoverEvent[];
  drills: FailoverDrill[];
  /** Nothing is missing from here on. */
  completeFrom: Date;
}

interface Subjects {
  listenerIds: string[];
  groupIds: string[];
}

/** All in order of time. */
export async function loadTimelineRows(db: Database, { listenerIds, groupIds }: Subjects, range: TrafficRange): Promise<TimelineRows> {
  const { from, to } = range;
  const listenerId = { in: listenerIds };
  const at = { gte: from, lt: to };
  const newestFirst = { orderBy: { at: 'desc' }, take: CHANGES_MAX + 1 } as const;
  const probes = await db.probeRun.findMany({
    where: { listenerId, lastAt: { gte: from }, firstAt: { lt: to } },
    orderBy: { lastAt: 'desc' },
    take: PROBE_RUNS_MAX + 1,
  });
  const verdicts = await db.verdictChange.findMany({ where: { listenerId, at }, ...newestFirst });
  const switches = await db.failoverEvent.findMany({ where: { listenerId, at }, ...newestFirst });
  const drills = await db.failoverDrill.findMany({
    where: {
      groupId: { in: groupIds },
      startedAt: { lt: to },
      endsAt: { gt: from },
      OR: [{ stoppedAt: null }, { stoppedAt: { gt: from } }],
    },
    orderBy: { startedAt: 'desc' },
    take: CHANGES_MAX + 1,
  });
  return {
    completeFrom: latest([
      from,
      cutAt(probes, PROBE_RUNS_MAX, (run) => run.lastAt),
      cutAt(verdicts, CHANGES_MAX, (change) => change.at),
      cutAt(switches, CHANGES_MAX, (event) => event.at),
      cutAt(drills, CHANGES_MAX, (drill) => drill.startedAt),
    ]),
    probes: probes.slice(0, PROBE_RUNS_MAX).reverse(),
    verdicts: verdicts.slice(0, CHANGES_MAX).reverse(),
    verdictsBefore: await loadVerdictsBefore(db, listenerIds, from),
    switches: switches.slice(0, CHANGES_MAX).reverse(),
    switchesBefore: await loadSwitchesBefore(db, listenerIds, from),
    drills: drills.slice(0, CHANGES_MAX).reverse(),
  };
}

/** The end of the newest row that was left out: what is later is complete. */
function cutAt<T>(newestFirst: T[], max: number, timeOf: (row: T) => Date): Date | null {
  const left = newestFirst[max];
  return left === undefined ? null : timeOf(left);
}

function latest(times: (Date | null)[]): Date {
  return new Date(Math.max(...times.map((time) => time?.getTime() ?? 0)));
}

async function loadVerdictsBefore(db: Database, listenerIds: string[], from: Date): Promise<VerdictChange[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT ON (listener_id, node_id, member_id) id FROM verdict_change
    WHERE listener_id = ANY (${listenerIds}) AND at < ${from}::timestamptz ORDER BY listener_id, node_id, member_id, at DESC`;
  return db.verdictChange.findMany({ where: { id: { in: rows.map((row) => row.id) } } });
}

async function loadSwitchesBefore(db: Database, listenerIds: string[], from: Date): Promise<FailoverEvent[]> {
  const rows = await db.$queryRaw<{ id: string }[]>(Prisma.sql`
    SELECT DISTINCT ON (listener_id, node_id) id FROM failover_event
    WHERE listener_id = ANY (${listenerIds}) AND at < ${from}::timestamptz ORDER BY listener_id, node_id, at DESC`);
  return db.failoverEvent.findMany({ where: { id: { in: rows.map((row) => row.id) } } });
}
