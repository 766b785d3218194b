import type { ObservedListener } from '#proxy/reconcile/observed.ts';
import { type StatusRow, statusRow, type VerdictRow, verdictRows } from './rows.ts';

/** What a report says of listeners. */
export interface StateRows {
  statuses: StatusRow[];
  /** All verdicts of the listeners in `statuses`. */
  verdicts: VerdictRow[];
  /** All that is said of their standbys. */
  readiness: VerdictRow[];
  /** Listeners that this node serves no more. */
  gone: string[];
}

interface Written {
  verdicts: number;
  readiness: number;
}

/**
 * Which listeners Postgres is to be told of, so that a report costs what has changed. Everything is told again when
 * what Postgres holds is not known any more.
 */
export class StateLedger {
  readonly #listeners = new Map<string, ObservedListener>();
  readonly #toWrite = new Set<string>();
  readonly #toDelete = new Set<string>();
  /** How many rows of each listener Postgres holds beside its status. */
  readonly #written = new Map<string, Written>();
  readonly #sum: Written = { verdicts: 0, readiness: 0 };

  get isBehind(): boolean {
    return this.#toWrite.size + this.#toDelete.size > 0;
  }

  /** How many rows of this node Postgres holds at least. */
  get written(): { statuses: number } & Written {
    return { statuses: this.#written.size, ...this.#sum };
  }

  regionOf(listenerId: string): string | undefined {
    return this.#listeners.get(listenerId)?.regionId;
  }

  ids(): string[] {
    return [...this.#listeners.keys()];
  }

  observe(changed: ReadonlyMap<string, ObservedListener | null>): void {
    for (const [id, listener] of changed) {
      if (listener) {
        this.#listeners.set(id, listener);
        this.#toWrite.add(id);
        this.#toDelete.delete(id);
      } else if (this.#listeners.delete(id)) {
        this.#toWrite.delete(id);
        this.#toDelete.add(id);
      }
    }
  }

  /** What Postgres holds is not known. */
  forget(): void {
    this.#written.clear();
    Object.assign(this.#sum, { verdicts: 0, readiness: 0 });
    this.#toDelete.clear();
    for (const id of this.#listeners.keys()) {
      this.#toWrite.add(id);
    }
  }

  /** About so many rows. They wait no longer: who takes them calls `acknowledge`, or `forget` if they were not written. */
  take(rowsMax: number): StateRows {
    const rows: StateRows = { statuses: [], verdicts: [], readiness: [], gone: [...this.#toDelete] };
    this.#toDelete.clear();
    for (const id of this.#toWrite) {
      if (rows.statuses.length + rows.verdicts.length + rows.readiness.length >= rowsMax) {
        break;
      }
      this.#toWrite.delete(id);
      const listener = this.#listeners.get(id);
      if (listener) {
        rows.statuses.push(statusRow(listener));
        rows.verdicts.push(...verdictRows(id, listener.verdicts));
        rows.readiness.push(...verdictRows(id, listener.readiness));
      }
    }
    return rows;
  }

  /** `present`: listeners whose rows were written; those of others, which somebody has locked, are tried again. */
  acknowledge(rows: StateRows, present: ReadonlySet<string>): void {
    const verdicts = countsOf(rows.verdicts);
    const readiness = countsOf(rows.readiness);
    for (const id of rows.gone) {
      this.#setWritten(id, null);
    }
    for (const { listener_id } of rows.statuses) {
      if (present.has(listener_id)) {
        this.#setWritten(listener_id, { verdicts: verdicts.get(listener_id) ?? 0, readiness: readiness.get(listener_id) ?? 0 });
      } else if (this.#listeners.has(listener_id)) {
        this.#toWrite.add(listener_id);
      }
    }
  }

  #setWritten(id: string, written: Written | null): void {
    const before = this.#written.get(id);
    this.#sum.verdicts += (written?.verdicts ?? 0) - (before?.verdicts ?? 0);
    this.#sum.readiness += (written?.readiness ?? 0) - (before?.readiness ?? 0);
    if (written === null) {
      this.#written.delete(id);
    } else {
      this.#written.set(id, written);
    }
  }
}

function countsOf(rows: readonly VerdictRow[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { listener_id } of rows) {
    counts.set(listener_id, (counts.get(listener_id) ?? 0) + 1);
  }
  return counts;
}
