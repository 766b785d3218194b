import type { TrafficRange } from '#domain/traffic.ts';
import type { TrafficPoint } from '#domain/view.ts';
import { Prisma } from '#prisma/client.ts';
import type { Database } from '../read.ts';

const ofListeners = (listenerIds: string[], { from, to }: TrafficRange) =>
  Prisma.sql`listener_id = ANY (${listenerIds}) AND minute >= ${from}::timestamptz AND minute < ${to}::timestamptz`;

const stepOf = (stepSeconds: number) => Prisma.sql`date_bin(make_interval(secs => ${stepSeconds}::int), minute, 'epoch')`;

/** Ids of the members that have reported traffic in this time. */
export async function loadSeries(db: Database, listenerId: string, range: TrafficRange): Promise<string[]> {
  const rows = await db.$queryRaw<{ memberId: string }[]>`
    SELECT DISTINCT member_id AS "memberId" FROM traffic_minute WHERE ${ofListeners([listenerId], range)} AND member_id <> '' ORDER BY 1`;
  return rows.map((row) => row.memberId);
}

/** What a series is of, and which rows make it: a member (empty: the listener itself), a listener, or all listeners together (empty). */
const SERIES = {
  'per-member': { key: Prisma.sql`member_id`, rows: Prisma.sql`true` },
  'per-listener': { key: Prisma.sql`listener_id`, rows: Prisma.sql`member_id = ''` },
  together: { key: Prisma.sql`''`, rows: Prisma.sql`member_id = ''` },
} as const;

/**
 * Points by the key of their series, in order of time. Numbers are exact up to 2^53. A node counts
 * with what it had open when it last reported in a step, so one that is a moment late does not make a dip.
 */
export async function loadPoints(
  db: Database,
  kind: keyof typeof SERIES,
  listenerIds: string[],
  range: TrafficRange,
  stepSeconds: number,
): Promise<Map<string, TrafficPoint[]>> {
  const { key, rows: wanted } = SERIES[kind];
  const rows = await db.$queryRaw<(Omit<TrafficPoint, 'at'> & { key: string; at: Date })[]>`
    SELECT ${key} AS key, at, sum(connections_new)::float8 AS "connectionsNew",
      sum(connections_current)::float8 AS "connectionsCurrent", sum(connections_max)::float8 AS "connectionsMax",
      sum(connect_errors)::float8 AS "connectErrors", sum(bytes_in)::float8 AS "bytesIn", sum(bytes_out)::float8 AS "bytesOut",
      sum(packets_in)::float8 AS "packetsIn", sum(packets_out)::float8 AS "packetsOut",
      (sum(connect_ms_sum) / nullif(sum(connects), 0))::float8 AS "connectMilliseconds"
    FROM (
      SELECT listener_id, member_id, ${stepOf(stepSeconds)} AS at, sum(connections_new) AS connections_new,
        (max(ARRAY[extract(epoch FROM minute)::bigint, connections_current]))[2] AS connections_current, max(connections_max) AS connections_max,
        sum(connect_errors) AS connect_errors, sum(bytes_in) AS bytes_in, sum(bytes_out) AS bytes_out, sum(packets_in) AS packets_in,
        sum(packets_out) AS packets_out, sum(connect_ms_sum) AS connect_ms_sum, sum(connects) AS connects
      FROM traffic_minute WHERE ${ofListeners(listenerIds, range)} AND ${wanted} GROUP BY node_id, listener_id, member_id, at
    ) per_node GROUP BY 1, at ORDER BY at`;
  const series = new Map<string, TrafficPoint[]>();
  for (const { key: of, at, ...numbers } of rows) {
    const points = series.get(of) ?? [];
    points.push({ at: at.toISOString(), ...numbers });
    series.set(of, points);
  }
  return series;
}

/** What listeners turned away, by the beginning of the step. */
export async function loadDrops(
  db: Database,
  listenerIds: string[],
  range: TrafficRange,
  stepSeconds: number,
): Promise<Map<string, Prisma.JsonValue>> {
  const rows = await db.$queryRaw<{ at: Date; drops: Prisma.JsonValue }[]>`
    SELECT at, jsonb_object_agg(reason, total) AS drops FROM (
      SELECT ${stepOf(stepSeconds)} AS at, d.key AS reason, sum(d.value::bigint) AS total
      FROM traffic_minute, jsonb_each_text(drops) d
      WHERE ${ofListeners(listenerIds, range)} AND member_id = '' AND drops <> '{}' GROUP BY 1, 2
    ) totals GROUP BY at`;
  return new Map(rows.map((row) => [row.at.toISOString(), row.drops]));
}
