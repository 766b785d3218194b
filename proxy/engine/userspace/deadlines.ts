/** How much later than asked a deadline may be met; times here are of seconds and minutes. */
const TICK_MS = 100;

/** What may be late: calls back at or after the time that was asked for last. */
export interface Dated {
  /** In which tick it is looked at; written by `Deadlines` alone. 0: in none. */
  tick: number;
  /** Gives the time, of `Deadlines.now`, at which to look again; null: not again. */
  look(now: number): number | null;
}

/**
 * Timeouts of very many connections with one timer: each connection is looked at when its time may have come and says
 * itself when it really comes, so that activity costs no more than noting the time.
 */
export class Deadlines {
  readonly #ticks = new Map<number, Set<Dated>>();
  #count = 0;
  #lastTick = 0;
  #timer: NodeJS.Timeout | undefined;
  #now = performance.now();

  /** Milliseconds; cheaper than the clock. Up to a tick ahead of it, so that a time counted from here is not cut short. */
  get now(): number {
    return this.#now + TICK_MS;
  }

  /** Looks at it no sooner than `at`; an earlier wish of it is forgotten. */
  set(dated: Dated, at: number): void {
    this.delete(dated);
    if (this.#timer === undefined) {
      this.#start();
    }
    const tick = Math.max(tickAfter(at), this.#lastTick + 1);
    let bucket = this.#ticks.get(tick);
    if (!bucket) {
      bucket = new Set();
      this.#ticks.set(tick, bucket);
    }
    bucket.add(dated);
    dated.tick = tick;
    this.#count += 1;
  }

  delete(dated: Dated): void {
    if (dated.tick === 0) {
      return;
    }
    const bucket = this.#ticks.get(dated.tick);
    bucket?.delete(dated);
    if (bucket?.size === 0) {
      this.#ticks.delete(dated.tick);
    }
    dated.tick = 0;
    this.#count -= 1;
    if (this.#count === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #start(): void {
    this.#now = performance.now();
    this.#lastTick = Math.floor(this.#now / TICK_MS);
    this.#timer = setInterval(() => this.#advance(), TICK_MS);
  }

  #advance(): void {
    this.#now = performance.now();
    const current = Math.floor(this.#now / TICK_MS);
    while (this.#lastTick < current) {
      this.#lastTick += 1;
      for (const dated of this.#ticks.get(this.#lastTick) ?? []) {
        this.delete(dated);
        const again = dated.look(this.#now);
        if (again !== null) {
          this.set(dated, again);
        }
      }
    }
  }
}

/** The first that begins no sooner than this. */
function tickAfter(at: number): number {
  return Math.ceil(at / TICK_MS);
}
