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

/** Totals as they were at the last look. */
export interface SeenTotals {
  traffic: TrafficCounters;
  connects: number;
  connectMs: number;
  drops: Drops;
}

export function seenListener(counters: ListenerCounters): SeenTotals {
  return { traffic: totalsOf(counters), connects: 0, connectMs: 0, drops: { ...counters.drops } };
}

export function seenMember(counters: MemberCounters): SeenTotals {
  let connects = 0;
  for (const count of counters.connectTimes) {
    connects += count;
  }
  return { traffic: totalsOf(counters), connects, connectMs: counters.connectMsTotal, drops: {} };
}

/** Nothing is open and nothing came. Asked of every listener every other second, most of which are idle: so no object is made. */
export function isQuiet({ traffic, drops }: SeenTotals, now: ListenerCounters): boolean {
  if (
    now.connectionsCurrent !== 0 ||
    traffic.connectionsCurrent !== 0 ||
    now.connectionsTotal !== traffic.connectionsTotal ||
    now.connectErrorsTotal !== traffic.connectErrorsTotal ||
    now.bytesInTotal !== traffic.bytesInTotal ||
    now.bytesOutTotal !== traffic.bytesOutTotal ||
    now.packetsInTotal !== traffic.packetsInTotal ||
    now.packetsOutTotal !== traffic.packetsOutTotal
  ) {
    return false;
  }
  for (const reason in now.drops) {
    if (now.drops[reason as DropReason] !== drops[reason as DropReason]) {
      return false;
    }
  }
  return true;
}

const NOTHING: SeenTotals = {
  traffic: {
    connectionsCurrent: 0,
    connectionsTotal: 0,
    connectErrorsTotal: 0,
    bytesInTotal: 0,
    bytesOutTotal: 0,
    packetsInTotal: 0,
    packetsOutTotal: 0,
  },
  connects: 0,
  connectMs: 0,
  drops: {},
};

/** What came to pass between two looks; null when nothing did and nothing is open. */
export function rowBetween(
  key: Pick<TrafficRow, 'listener_id' | 'member_id' | 'minute'>,
  { traffic: before, ...seen }: SeenTotals = NOTHING,
  { traffic: now, ...present }: SeenTotals,
): TrafficRow | null {
  const row: TrafficRow = {
    listener_id: key.listener_id,
    member_id: key.member_id,
    minute: key.minute,
    connections_new: added(before.connectionsTotal, now.connectionsTotal),
    connections_current: now.connectionsCurrent,
    connections_max: now.connectionsCurrent,
    connect_errors: added(before.connectErrorsTotal, now.connectErrorsTotal),
    bytes_in: added(before.bytesInTotal, now.bytesInTotal),
    bytes_out: added(before.bytesOutTotal, now.bytesOutTotal),
    packets_in: added(before.packetsInTotal, now.packetsInTotal),
    packets_out: added(before.packetsOutTotal, now.packetsOutTotal),
    connects: added(seen.connects, present.connects),
    connect_ms: added(seen.connectMs, present.connectMs),
    drops: {},
  };
  let dropped = 0;
  for (const [reason, count] of Object.entries(present.drops) as [DropReason, number][]) {
    const more = added(seen.drops[reason] ?? 0, count);
    if (more > 0) {
      row.drops[reason] = more;
      dropped += more;
    }
  }
  const isOpen = now.connectionsCurrent !== 0 || before.connectionsCurrent !== 0;
  const news = row.connections_new + row.connect_errors + row.bytes_in + row.bytes_out + row.packets_in + row.packets_out + row.connects;
  return isOpen || news + dropped > 0 ? row : null;
}

/** A total that is smaller than it was began anew. */
function added(before: number, now: number): number {
  return now < before ? now : now - before;
}

/** Adds `earlier`, of the same listener and member, to a row that was looked at later. */
export function addEarlier(row: TrafficRow, earlier: TrafficRow): void {
  row.connections_new += earlier.connections_new;
  row.connections_max = Math.max(row.connections_max, earlier.connections_max);
  row.connect_errors += earlier.connect_errors;
  row.bytes_in += earlier.bytes_in;
  row.bytes_out += earlier.bytes_out;
  row.packets_in += earlier.packets_in;
  row.packets_out += earlier.packets_out;
  row.connects += earlier.connects;
  row.connect_ms += earlier.connect_ms;
  for (const [reason, count] of Object.entries(earlier.drops) as [DropReason, number][]) {
    row.drops[reason] = (row.drops[reason] ?? 0) + count;
  }
}

function totalsOf(counters: TrafficCounters): TrafficCounters {
  return {
    connectionsCurrent: counters.connectionsCurrent,
    connectionsTotal: counters.connectionsTotal,
    connectErrorsTotal: counters.connectErrorsTotal,
    bytesInTotal: counters.bytesInTotal,
    bytesOutTotal: counters.bytesOutTotal,
    packetsInTotal: counters.packetsInTotal,
    packetsOutTotal: counters.packetsOutTotal,
  };
}
