/** Changes wait for Postgres up to this number; then the oldest are lost. */
const CHANGES_MAX = 10_000;
const CHANGES_PER_REPORT = 1000;

/** A row of `verdict_change`; its id is made here, so that one that is sent twice is stored once. */
export interface ChangeRow {
  id: string;
  listener_id: string;
  member_id: string;
  server_name: string;
  from_state: string;
  to_state: string;
  reason: string;
  at: Date;
}

/** Changes of verdicts on their way to Postgres. */
export class VerdictChangeQueue {
  readonly #onLost: (row: ChangeRow) => void;
  #rows: ChangeRow[] = [];

  constructor(options: { onLost: (row: ChangeRow) => void }) {
    this.#onLost = options.onLost;
  }

  /** More than fits into one report. */
  get isBehind(): boolean {
    return this.#rows.length >= CHANGES_PER_REPORT;
  }

  add(rows: readonly ChangeRow[]): void {
    this.#rows.push(...rows);
    for (const lost of this.#rows.splice(0, Math.max(0, this.#rows.length - CHANGES_MAX))) {
      this.#onLost(lost);
    }
  }

  /** The oldest. They are forgotten by `acknowledge` only. */
  take(): readonly ChangeRow[] {
    return this.#rows.slice(0, CHANGES_PER_REPORT);
  }

  /** `isLeft`: the rows of this listener could not be written now. */
  acknowledge(taken: readonly ChangeRow[], isLeft: (listenerId: string) => boolean): void {
    const done = new Set(taken.filter((row) => !isLeft(row.listener_id)));
    this.#rows = this.#rows.filter((row) => !done.has(row));
  }
}
