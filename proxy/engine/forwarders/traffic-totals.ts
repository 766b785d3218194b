import type { ListenerCounters } from '../engine.ts';
import { add, copyOf, difference, emptyListener, emptyTraffic } from './traffic-arithmetic.ts';

/** Totals of removed listeners are kept until they have surely been read; the oldest go first. */
const REMOVED_MAX = 10_000;

/** In a forwarder: what its engine has counted since it was last asked. */
export class TrafficDifferences {
  readonly #told = new Map<string, ListenerCounters>();

  take(counters: readonly ListenerCounters[]): ListenerCounters[] {
    const differences: ListenerCounters[] = [];
    for (const now of counters) {
      const added = difference(now, this.#told.get(now.listenerId));
      if (added !== null) {
        differences.push(added);
        this.#told.set(now.listenerId, copyOf(now));
      }
    }
    return differences;
  }
}

/**
 * In the control process: the sum over all forwarders there ever were. What one had open when it ended is taken back;
 * its totals stay, so they only ever grow.
 */
export class TrafficTotals {
  readonly #totals = new Map<string, ListenerCounters>();
  /** By forwarder: what it has open, as differences that take it back. */
  readonly #open = new Map<number, Map<string, ListenerCounters>>();

  add(forwarder: number, differences: readonly ListenerCounters[]): void {
    const open = this.#openOf(forwarder);
    for (const added of differences) {
      add(this.#of(this.#totals, added.listenerId), added);
      const taken = onlyOpen(added);
      if (taken !== null) {
        const known = this.#of(open, added.listenerId);
        add(known, taken);
        if (known.connectionsCurrent === 0 && known.members.every((member) => member.connectionsCurrent === 0)) {
          open.delete(added.listenerId);
        }
      }
    }
  }

  ended(forwarder: number): void {
    for (const [listenerId, open] of this.#openOf(forwarder)) {
      add(this.#of(this.#totals, listenerId), open);
    }
    this.#open.delete(forwarder);
  }

  readOne(listenerId: string): ListenerCounters | undefined {
    const total = this.#totals.get(listenerId);
    return total && copyOf(total);
  }

  read(): ListenerCounters[] {
    return Array.from(this.#totals.values(), copyOf);
  }

  /** Drops the oldest of what is not present any more, as far as there are too many. */
  keepOnly(present: ReadonlyMap<string, unknown>): void {
    let excess = this.#totals.size - present.size - REMOVED_MAX;
    for (const id of this.#totals.keys()) {
      if (excess <= 0) {
        return;
      }
      if (!present.has(id)) {
        this.#totals.delete(id);
        excess -= 1;
      }
    }
  }

  #openOf(forwarder: number): Map<string, ListenerCounters> {
    let open = this.#open.get(forwarder);
    if (!open) {
      open = new Map();
      this.#open.set(forwarder, open);
    }
    return open;
  }

  #of(counters: Map<string, ListenerCounters>, listenerId: string): ListenerCounters {
    let known = counters.get(listenerId);
    if (!known) {
      known = emptyListener(listenerId);
      counters.set(listenerId, known);
    }
    return known;
  }
}

/** The negative of what is open now; null: that has not changed. */
function onlyOpen(added: ListenerCounters): ListenerCounters | null {
  const members = added.members.flatMap(({ memberId, connectionsCurrent }) =>
    connectionsCurrent === 0
      ? []
      : [{ memberId, ...emptyTraffic(), connectionsCurrent: -connectionsCurrent, connectTimes: [], connectMsTotal: 0 }],
  );
  if (added.connectionsCurrent === 0 && members.length === 0) {
    return null;
  }
  return { ...emptyListener(added.listenerId), connectionsCurrent: -added.connectionsCurrent, members };
}
