import type { DropReason } from '#domain/drop-reason.ts';
import type { ListenerCounters, MemberCounters, TrafficCounters } from '#proxy/engine/engine.ts';

export type Drops = Partial<Record<DropReason, number>>;

/** Traffic of one listener, or of one of its members, in one minute; as the statement of traffic-query.ts takes it. */
export interface TrafficRow {
  listener_id: string;
  /** Empty: the listener itself. */
  member_id: string;
  /** Its beginning, in whole minutes since 1970. */
  minute: number;
  connections_new: number;
  /** When last looked at in this minute. */
  connections_current: number;
  /** Of all looks. */
  connections_max: number;
  connect_errors: number;
  bytes_in: number;
  bytes_out: number;
  packets_in: number;
  packets_out: number;
  connects: number;
  connect_ms: number;
  drops: Drops;
}

const ADDED = [
  'connections_new',
  'connect_errors',
  'bytes_in',
  'bytes_out',
  'packets_in',
  'packets_out',
  'connects',
  'connect_ms',
] as const satisfies (keyof TrafficRow)[];

export type Totals = Record<(typeof ADDED)[number], number> & { connections_current: number; drops: Drops };

export function totalsOfListener(counters: ListenerCounters): Totals {
  return { ...totalsOf(counters), connects: 0, connect_ms: 0, drops: { ...counters.drops } };
}

export function totalsOfMember(counters: MemberCounters): Totals {
  const connects = counters.connectTimes.reduce((sum, count) => sum + count, 0);
  return { ...totalsOf(counters), connects, connect_ms: counters.connectMsTotal, drops: {} };
}

function totalsOf(counters: TrafficCounters): Omit<Totals, 'connects' | 'connect_ms' | 'drops'> {
  return {
    connections_new: counters.connectionsTotal,
    connections_current: counters.connectionsCurrent,
    connect_errors: counters.connectErrorsTotal,
    bytes_in: counters.bytesInTotal,
    bytes_out: counters.bytesOutTotal,
    packets_in: counters.packetsInTotal,
    packets_out: counters.packetsOutTotal,
  };
}

/** What came to pass between two looks; null when nothing did and nothing is open. */
export function rowBetween(
  key: Pick<TrafficRow, 'listener_id' | 'member_id' | 'minute'>,
  before: Totals | undefined,
  now: Totals,
): TrafficRow | null {
  const row: TrafficRow = {
    ...key,
    connections_new: 0,
    connections_current: now.connections_current,
    connections_max: now.connections_current,
    connect_errors: 0,
    bytes_in: 0,
    bytes_out: 0,
    packets_in: 0,
    packets_out: 0,
    connects: 0,
    connect_ms: 0,
    drops: {},
  };
  let isNews = now.connections_current !== 0 || (before?.connections_current ?? 0) !== 0;
  for (const field of ADDED) {
    row[field] = added(before?.[field], now[field]);
    isNews ||= row[field] !== 0;
  }
  for (const [reason, count] of Object.entries(now.drops) as [DropReason, number][]) {
    const dropped = added(before?.drops[reason], count);
    if (dropped !== 0) {
      row.drops[reason] = dropped;
      isNews = true;
    }
  }
  return isNews ? row : null;
}

/** A total that is smaller than it was began anew. */
function added(before: number | undefined, now: number): number {
  return before === undefined || now < before ? now : now - before;
}

/** Adds `earlier`, of the same listener and member, to a row that was looked at later. */
export function addEarlier(row: TrafficRow, earlier: TrafficRow): void {
  for (const field of ADDED) {
    row[field] += earlier[field];
  }
  row.connections_max = Math.max(row.connections_max, earlier.connections_max);
  for (const [reason, count] of Object.entries(earlier.drops) as [DropReason, number][]) {
    row.drops[reason] = (row.drops[reason] ?? 0) + count;
  }
}
