import { ChangeDelaysQuery, delaySteps } from '#domain/change.ts';
import { parseInput } from '#domain/domain-error.ts';
import { trafficRange } from '#domain/traffic.ts';
import type { ChangeDelaysView, DelayView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { type Database, read } from '../read.ts';

type DelayRow = DelayView & { at: Date | null };

/** How long changes took to be in force, p50 and p99 per step of time and in all. */
export async function getChangeDelays(context: Context, input: unknown): Promise<ChangeDelaysView> {
  const query = parseInput(ChangeDelaysQuery, input);
  return read(context, { in: place.region(query.regionId), needs: 'viewer' }, async (db) => {
    const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
    const { from, to, stepSeconds } = delaySteps(trafficRange(query, clock?.now ?? new Date()));
    const rows = await loadDelays(db, { regionId: query.regionId, from, to, stepSeconds });
    const total = rows.find((row) => row.at === null) ?? NOTHING;
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      stepSeconds,
      total: delayOf(total),
      steps: rows.flatMap((row) => (row.at === null ? [] : [{ at: row.at.toISOString(), ...delayOf(row) }])),
    };
  });
}

const NOTHING: DelayView = {
  count: 0,
  p50Milliseconds: null,
  p99Milliseconds: null,
  maxMilliseconds: null,
  connectionsKept: 0,
  connectionsCut: 0,
  failed: 0,
};

function delayOf({ count, p50Milliseconds, p99Milliseconds, maxMilliseconds, connectionsKept, connectionsCut, failed }: DelayView) {
  return { count, p50Milliseconds, p99Milliseconds, maxMilliseconds, connectionsKept, connectionsCut, failed };
}

/** One row per step, and one without a time for all of them. */
async function loadDelays(
  db: Database,
  { regionId, from, to, stepSeconds }: { regionId: string; from: Date; to: Date; stepSeconds: number },
): Promise<DelayRow[]> {
  return db.$queryRaw<DelayRow[]>`
    SELECT step AS at, count(*)::int AS count, percentile_cont(0.5) WITHIN GROUP (ORDER BY delay_ms)::float8 AS "p50Milliseconds",
      percentile_cont(0.99) WITHIN GROUP (ORDER BY delay_ms)::float8 AS "p99Milliseconds", max(delay_ms)::int AS "maxMilliseconds",
      sum(connections_kept)::int AS "connectionsKept", sum(connections_cut)::int AS "connectionsCut", sum(failed)::int AS failed
    FROM (
      SELECT *, date_bin(make_interval(secs => ${stepSeconds}::int), changed_at, 'epoch'::timestamptz) AS step FROM node_change
      WHERE region_id = ${regionId} AND changed_at >= ${from} AND changed_at < ${to}) c
    GROUP BY GROUPING SETS ((step), ()) HAVING count(*) > 0
    ORDER BY step`;
}
