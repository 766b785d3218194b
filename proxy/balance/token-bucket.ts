import { type Clock, SYSTEM_CLOCK } from './clock.ts';

/** A rate with a burst, for things that either pass or do not, such as new connections (data-plane 14). Starts full. */
export class TokenBucket {
  readonly #clock: Pick<Clock, 'now'>;
  #ratePerSecond: number | null;
  #burst: number;
  #tokens: number;
  #filledAt: number;

  /** `ratePerSecond` null: everything passes. `burst`: how many may pass at once; by default what one second brings. */
  constructor(ratePerSecond: number | null, options: { burst?: number; clock?: Pick<Clock, 'now'> } = {}) {
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.#ratePerSecond = ratePerSecond;
    this.#burst = options.burst ?? ratePerSecond ?? 0;
    this.#tokens = this.#burst;
    this.#filledAt = this.#clock.now();
  }

  take(count = 1): boolean {
    if (this.#ratePerSecond === null) {
      return true;
    }
    this.#fill(this.#ratePerSecond);
    if (this.#tokens < count) {
      return false;
    }
    this.#tokens -= count;
    return true;
  }

  /** Takes effect from now on; what is left of the old burst counts as far as it fits. */
  setRate(ratePerSecond: number | null, burst = ratePerSecond ?? 0): void {
    if (this.#ratePerSecond === null) {
      this.#tokens = burst;
      this.#filledAt = this.#clock.now();
    } else {
      this.#fill(this.#ratePerSecond);
    }
    this.#ratePerSecond = ratePerSecond;
    this.#burst = burst;
    this.#tokens = Math.min(this.#tokens, burst);
  }

  #fill(ratePerSecond: number): void {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) * ratePerSecond) / 1000);
    this.#filledAt = now;
  }
}
