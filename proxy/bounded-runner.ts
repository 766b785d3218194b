export interface BoundedRunnerOptions {
  run: () => Promise<void>;
  /** Triggers that come closer together are merged into one run. */
  minIntervalMs: number;
  /** A run happens at least this often, triggered or not. */
  maxIntervalMs: number;
  /** First delay after a failure; it doubles up to `maxIntervalMs`. */
  retryMs: number;
  onFailure: (error: unknown) => void;
  random?: () => number;
}

/**
 * Runs one function again and again. Promises: never two runs at once; a trigger during a run leads to another run;
 * at least `minIntervalMs` between the ends and starts of runs, even after failures; at most `maxIntervalMs` without
 * a run; sooner after a failure, with growing and jittered delays.
 */
export class BoundedRunner {
  readonly #options: BoundedRunnerOptions;
  #timer: NodeJS.Timeout | undefined;
  #nextAt = Number.POSITIVE_INFINITY;
  #earliestAt = 0;
  #isRunning = false;
  #isTriggered = false;
  #isStopped = false;
  #failures = 0;
  #whenIdle: (() => void)[] = [];

  constructor(options: BoundedRunnerOptions) {
    this.#options = options;
  }

  trigger(): void {
    if (this.#isRunning) {
      this.#isTriggered = true;
    } else {
      this.#runAt(Math.max(performance.now(), this.#earliestAt));
    }
  }

  /** No further run; resolves when the present one has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    if (this.#isRunning) {
      await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    }
  }

  #runAt(at: number): void {
    if (this.#isStopped || at >= this.#nextAt) {
      return;
    }
    clearTimeout(this.#timer);
    this.#nextAt = at;
    this.#timer = setTimeout(() => void this.#run(), Math.max(0, at - performance.now()));
  }

  async #run(): Promise<void> {
    const { run, onFailure, minIntervalMs, maxIntervalMs } = this.#options;
    this.#nextAt = Number.POSITIVE_INFINITY;
    this.#isRunning = true;
    this.#isTriggered = false;
    try {
      await run();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      onFailure(error);
    }
    this.#isRunning = false;
    for (const resolve of this.#whenIdle.splice(0)) {
      resolve();
    }
    const now = performance.now();
    this.#earliestAt = now + minIntervalMs;
    this.#runAt(now + (this.#failures > 0 ? this.#retryDelayMs() : maxIntervalMs));
    if (this.#isTriggered && this.#failures === 0) {
      this.trigger();
    }
  }

  #retryDelayMs(): number {
    const { retryMs, minIntervalMs, maxIntervalMs, random = Math.random } = this.#options;
    const full = Math.min(maxIntervalMs, retryMs * 2 ** Math.min(this.#failures - 1, 20));
    return Math.max(minIntervalMs, full * (0.5 + random() / 2));
  }
}
