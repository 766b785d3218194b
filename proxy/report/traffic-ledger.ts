import type { ListenerCounters } from '#proxy/engine/engine.ts';
import { addEarlier, isQuiet, rowBetween, type SeenTotals, seenListener, seenMember, type TrafficRow } from './traffic-row.ts';

/** What waits for Postgres is bounded: beyond this the oldest minute is added to the one after it. */
const MINUTES_MAX = 60;
const ROWS_MAX = 200_000;

interface Seen {
  listener: SeenTotals;
  members: Map<string, SeenTotals>;
}

/**
 * Traffic that is not in Postgres yet, by minute. Everything that the engine counts is in exactly one place: in its
 * totals as they were last seen here, in a row that waits, or in one that was taken; one that was taken and not
 * written comes back. So nothing is added twice or lost, whichever way the clock is set.
 */
export class TrafficLedger {
  readonly #limits: { minutesMax: number; rowsMax: number };
  readonly #seen = new Map<string, Seen>();
  /** By minute, then by listener and member. */
  readonly #minutes = new Map<number, Map<string, TrafficRow>>();
  #size = 0;

  constructor(limits: { minutesMax: number; rowsMax: number } = { minutesMax: MINUTES_MAX, rowsMax: ROWS_MAX }) {
    this.#limits = limits;
  }

  /** Rows that wait. */
  get size(): number {
    return this.#size;
  }

  /** What is new since the last look belongs to the minute of `at`, ms since 1970. */
  collect(counters: readonly ListenerCounters[], at: number): void {
    const minute = Math.floor(at / 60_000);
    const present = new Set<string>();
    for (const listener of counters) {
      present.add(listener.listenerId);
      this.#collectListener(listener, minute);
    }
    for (const id of this.#seen.keys()) {
      if (!present.has(id)) {
        this.#seen.delete(id);
      }
    }
    this.#bound();
  }

  /** Rows that wait no longer, at most so many, the oldest first. Who takes them writes them or puts them back. */
  take(rowsMax: number): TrafficRow[] {
    const taken: TrafficRow[] = [];
    for (const minute of [...this.#minutes.keys()].sort((a, b) => a - b)) {
      const rows = this.#minutes.get(minute) ?? new Map<string, TrafficRow>();
      for (const [key, row] of rows) {
        if (taken.length >= rowsMax) {
          return taken;
        }
        rows.delete(key);
        this.#size -= 1;
        taken.push(row);
      }
      this.#minutes.delete(minute);
    }
    return taken;
  }

  putBack(rows: readonly TrafficRow[]): void {
    for (const row of rows) {
      this.#addEarlier(row);
    }
    this.#bound();
  }

  #collectListener(counters: ListenerCounters, minute: number): void {
    const { listenerId: listener_id, members } = counters;
    const before = this.#seen.get(listener_id);
    if (before && isQuiet(before.listener, counters)) {
      // So it is with the members; what they have counted late comes with the next news.
      return;
    }
    const now: Seen = { listener: seenListener(counters), members: new Map() };
    this.#add(rowBetween({ listener_id, member_id: '', minute }, before?.listener, now.listener));
    for (const member of members) {
      const totals = seenMember(member);
      now.members.set(member.memberId, totals);
      this.#add(rowBetween({ listener_id, member_id: member.memberId, minute }, before?.members.get(member.memberId), totals));
    }
    this.#seen.set(listener_id, now);
  }

  /** A row that was looked at after all that waits for its minute. */
  #add(row: TrafficRow | null): void {
    if (row === null) {
      return;
    }
    const rows = this.#rowsOf(row.minute);
    const key = keyOf(row);
    const earlier = rows.get(key);
    if (earlier) {
      addEarlier(row, earlier);
    } else {
      this.#size += 1;
    }
    rows.set(key, row);
  }

  #addEarlier(row: TrafficRow): void {
    const rows = this.#rowsOf(row.minute);
    const later = rows.get(keyOf(row));
    if (later) {
      addEarlier(later, row);
    } else {
      rows.set(keyOf(row), row);
      this.#size += 1;
    }
  }

  #rowsOf(minute: number): Map<string, TrafficRow> {
    let rows = this.#minutes.get(minute);
    if (!rows) {
      rows = new Map();
      this.#minutes.set(minute, rows);
    }
    return rows;
  }

  #bound(): void {
    const { minutesMax, rowsMax } = this.#limits;
    while (this.#minutes.size > minutesMax || (this.#size > rowsMax && this.#minutes.size > 1)) {
      const [oldest, next] = [...this.#minutes.keys()].sort((a, b) => a - b);
      const rows = oldest === undefined ? undefined : this.#minutes.get(oldest);
      if (oldest === undefined || next === undefined || !rows) {
        return;
      }
      this.#minutes.delete(oldest);
      this.#size -= rows.size;
      for (const row of rows.values()) {
        this.#addEarlier({ ...row, minute: next });
      }
    }
  }
}

function keyOf({ listener_id, member_id }: TrafficRow): string {
  return `${listener_id} ${member_id}`;
}
