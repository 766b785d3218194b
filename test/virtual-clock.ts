/** A clock that only `advance` moves, for a `Clock` of the proxy; timers that fall due are called in their order, at their time. */
export class VirtualClock {
  #nowMs = 0;
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  readonly now = (): number => this.#nowMs;

  readonly after = (delayMs: number, callback: () => void): (() => void) => {
    const timer = { at: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  get pendingTimers(): number {
    return this.#timers.size;
  }

  advance(ms: number): void {
    const until = this.#nowMs + ms;
    for (let timer = this.#nextUntil(until); timer !== null; timer = this.#nextUntil(until)) {
      this.#timers.delete(timer);
      this.#nowMs = Math.max(this.#nowMs, timer.at);
      timer.callback();
    }
    this.#nowMs = until;
  }

  #nextUntil(until: number): { at: number; callback: () => void } | null {
    let first: { at: number; callback: () => void } | null = null;
    for (const timer of this.#timers) {
      if (timer.at <= until && (first === null || timer.at < first.at)) {
        first = timer;
      }
    }
    return first;
  }
}
