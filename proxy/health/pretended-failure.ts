import type { Check } from './check.ts';
import { NO_VERDICT, nextVerdict } from './verdict.ts';

export const PRETENDED_REASON = 'failover drill';

/**
 * The verdict on a server that is alive, as if it had died now: probes that are never sent, at the rhythm and with the
 * threshold of its check. Each fails as late as a probe can, after its timeout, as with a server that gives no answer; one
 * that refuses is noticed sooner. The first comes at a random moment of the interval, as a real death would find it.
 */
export class PretendedFailure {
  readonly check: Check;
  readonly #onUnhealthy: () => void;
  #progress = NO_VERDICT;
  #timer: NodeJS.Timeout | undefined;
  #since: Date | null = null;

  constructor(options: { check: Check; onUnhealthy: () => void; random?: () => number }) {
    this.check = options.check;
    this.#onUnhealthy = options.onUnhealthy;
    this.#probeIn((options.random ?? Math.random)() * this.check.intervalMs);
  }

  /** Since when the server counts as unhealthy; null: not yet. */
  get unhealthySince(): Date | null {
    return this.#since;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #probeIn(delayMs: number): void {
    this.#timer = setTimeout(() => this.#fail(), delayMs + this.check.timeoutMs);
  }

  #fail(): void {
    this.#progress = nextVerdict(this.#progress, 'failure', this.check);
    if (this.#progress.state === 'unhealthy') {
      this.#since = new Date();
      this.#onUnhealthy();
    } else {
      this.#probeIn(this.check.intervalMs);
    }
  }
}

/** Seconds from the death of a server that gives no answer to its verdict; the first probe may come at once or an interval later. */
export function failureWindowSeconds({ timeoutMs, intervalMs, unhealthyThreshold }: Check): { from: number; to: number } {
  const from = (timeoutMs * unhealthyThreshold + intervalMs * (unhealthyThreshold - 1)) / 1000;
  return { from, to: from + intervalMs / 1000 };
}
