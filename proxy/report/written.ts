import type { RegionRow, StatusRow, VerdictRow } from './rows.ts';

/** Rows of one table that the database is known to hold, by key. */
class WrittenRows<T> {
  readonly #keyOf: (row: T) => string;
  #texts = new Map<string, string>();

  constructor(keyOf: (row: T) => string) {
    this.#keyOf = keyOf;
  }

  get size(): number {
    return this.#texts.size;
  }

  /** Rows that are new or differ. */
  pending(rows: T[]): T[] {
    return rows.filter((row) => this.#texts.get(this.#keyOf(row)) !== JSON.stringify(row));
  }

  /** Whether the database holds rows that hold no longer. */
  hasLeft(rows: T[]): boolean {
    const keys = new Set(rows.map(this.#keyOf));
    return [...this.#texts.keys()].some((key) => !keys.has(key));
  }

  add(rows: T[], isWritten: (row: T) => boolean): void {
    for (const row of rows.filter(isWritten)) {
      this.#texts.set(this.#keyOf(row), JSON.stringify(row));
    }
  }

  keepOnly(rows: T[]): void {
    const keys = new Set(rows.map(this.#keyOf));
    for (const key of [...this.#texts.keys()].filter((one) => !keys.has(one))) {
      this.#texts.delete(key);
    }
  }

  forget(): void {
    this.#texts = new Map();
  }
}

/** What the database is known to hold from this node, so that a report says only what is new. */
export class Written {
  readonly regions = new WrittenRows<RegionRow>((row) => row.region_id);
  readonly statuses = new WrittenRows<StatusRow>((row) => row.listener_id);
  readonly verdicts = new WrittenRows<VerdictRow>((row) => `${row.listener_id} ${row.member_id}`);
  /** Nothing is known, so rows of an earlier process may be there too. */
  isUnknown = true;

  forget(): void {
    this.isUnknown = true;
    this.regions.forget();
    this.statuses.forget();
    this.verdicts.forget();
  }
}
