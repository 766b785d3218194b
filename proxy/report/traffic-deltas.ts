import type { ListenerCounters } from '#proxy/engine/engine.ts';

export interface TrafficRow {
  listener_id: string;
  connections_current: number;
  connections_total: number;
  connect_errors_total: number;
  dropped_total: number;
  bytes_in_total: number;
  bytes_out_total: number;
}

/** Finds what is new in the engine's totals since they were last stored, so that each byte is added once. */
export class TrafficDeltas {
  readonly #stored = new Map<string, ListenerCounters>();

  /** Rows for the listeners with something new. */
  pending(counters: readonly ListenerCounters[]): TrafficRow[] {
    return counters.flatMap((now) => {
      const before = this.#stored.get(now.listenerId);
      const row: TrafficRow = {
        listener_id: now.listenerId,
        connections_current: now.connectionsCurrent,
        connections_total: now.connectionsTotal - (before?.connectionsTotal ?? 0),
        connect_errors_total: now.connectErrorsTotal - (before?.connectErrorsTotal ?? 0),
        dropped_total: now.droppedTotal - (before?.droppedTotal ?? 0),
        bytes_in_total: now.bytesInTotal - (before?.bytesInTotal ?? 0),
        bytes_out_total: now.bytesOutTotal - (before?.bytesOutTotal ?? 0),
      };
      const isNew = now.connectionsCurrent !== (before?.connectionsCurrent ?? 0);
      const { listener_id: _, connections_current: __, ...added } = row;
      return isNew || Object.values(added).some((value) => value !== 0) ? [row] : [];
    });
  }

  /** These totals are in the database now. Totals of listeners that the engine no longer knows are dropped. */
  stored(counters: readonly ListenerCounters[], listenerIds: ReadonlySet<string>): void {
    const present = new Set(counters.map((now) => now.listenerId));
    for (const id of this.#stored.keys()) {
      if (!present.has(id)) {
        this.#stored.delete(id);
      }
    }
    for (const now of counters) {
      if (listenerIds.has(now.listenerId)) {
        this.#stored.set(now.listenerId, now);
      }
    }
  }
}
