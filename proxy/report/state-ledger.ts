import type { ObservedListener } from '#proxy/reconcile/observed.ts';
import { type StatusRow, statusRow, type VerdictRow, verdictRows } from './rows.ts';

/** What a report says of listeners. */
export interface StateRows {
  statuses: StatusRow[];
  /** All verdicts of the listeners in `statuses`. */
  verdicts: VerdictRow[];
  /** Listeners that this node serves no more. */
  gone: string[];
}

/**
 * Which listeners Postgres is to be told of, so that a report costs what has changed. Everything is told again when
 * what Postgres holds is not known any more.
 */
export class StateLedger {
  readonly #listeners = new Map<string, ObservedListener>();
  readonly #toWrite = new Set<string>();
  readonly #toDelete = new Set<string>();
  /** Number of verdicts of each listener whose rows Postgres holds. */
  readonly #written = new Map<string, number>();
  #verdictsWritten = 0;

  get isBehind(): boolean {
    return this.#toWrite.size + this.#toDelete.size > 0;
  }

  /** How many rows of this node Postgres holds at least. */
  get written(): { statuses: number; verdicts: number } {
    return { statuses: this.#written.size, verdicts: this.#verdictsWritten };
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
    this.#verdictsWritten = 0;
    this.#toDelete.clear();
    for (const id of this.#listeners.keys()) {
      this.#toWrite.add(id);
    }
  }

  /** About so many rows. They wait no longer: who takes them calls `acknowledge`, or `forget` if they were not written. */
  take(rowsMax: number): StateRows {
    const rows: StateRows = { statuses: [], verdicts: [], gone: [...this.#toDelete] };
    this.#toDelete.clear();
    for (const id of this.#toWrite) {
      if (rows.statuses.length + rows.verdicts.length >= rowsMax) {
        break;
      }
      this.#toWrite.delete(id);
      const listener = this.#listeners.get(id);
      if (listener) {
        rows.statuses.push(statusRow(listener));
        rows.verdicts.push(...verdictRows(listener));
      }
    }
    return rows;
  }

  /** `present`: listeners whose rows were written; those of others, which somebody has locked, are tried again. */
  acknowledge(rows: StateRows, present: ReadonlySet<string>): void {
    const verdicts = new Map<string, number>();
    for (const { listener_id } of rows.verdicts) {
      verdicts.set(listener_id, (verdicts.get(listener_id) ?? 0) + 1);
    }
    for (const id of rows.gone) {
      this.#setWritten(id, null);
    }
    for (const { listener_id } of rows.statuses) {
      if (present.has(listener_id)) {
        this.#setWritten(listener_id, verdicts.get(listener_id) ?? 0);
      } else if (this.#listeners.has(listener_id)) {
        this.#toWrite.add(listener_id);
      }
    }
  }

  #setWritten(id: string, verdicts: number | null): void {
    this.#verdictsWritten -= this.#written.get(id) ?? 0;
    if (verdicts === null) {
      this.#written.delete(id);
    } else {
      this.#verdictsWritten += verdicts;
      this.#written.set(id, verdicts);
    }
  }
}
