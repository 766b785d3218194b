import { type Log, messageOf } from '#proxy/log.ts';
import type { ApplyResult, PlanChange } from '../engine.ts';
import { Forwarder } from './forwarder.ts';
import { type FromForwarder, PROTOCOL } from './messages.ts';

const BACK_OFF_MS = { first: 100, max: 5000 };
/** One that ran this long is taken for sound: its end is followed by a start at once. */
const SOUND_MS = 10_000;
const LIFE_CHECK_MS = 1000;

export interface GenerationOptions {
  count: number;
  log: Log;
  /** All that a forwarder which knows nothing has to carry; asked when it can be told. */
  stateFor: (forwarder: Forwarder) => PlanChange;
  /** It carries the state; with what it could not do. */
  onServing: (forwarder: Forwarder, results: ApplyResult[]) => void;
  onMessage: (forwarder: Forwarder, message: FromForwarder) => void;
  /** Called before its replacement is started. */
  onEnded: (forwarder: Forwarder) => void;
}

/**
 * Forwarders of the same code, each replaced when it ends. A forwarder is starting until it has loaded its code; told
 * from the moment that it is sent the state, and from then on every change; serving when it has answered; ended.
 * The generation keeps its number until it retires; then it replaces nobody.
 */
export class Generation {
  readonly #options: GenerationOptions;
  readonly #living = new Set<Forwarder>();
  readonly #told = new Set<Forwarder>();
  readonly #serving = new Set<Forwarder>();
  readonly #restarts = new Set<NodeJS.Timeout>();
  readonly #lifeTimer: NodeJS.Timeout;
  #waiting: { count: number; resolve: () => void }[] = [];
  #whenEmpty: (() => void)[] = [];
  #onFirstEnd: ((why: string) => void) | undefined;
  #isRetired = false;

  constructor(options: GenerationOptions) {
    this.#options = options;
    this.#lifeTimer = setInterval(() => this.#checkLife(), LIFE_CHECK_MS);
    for (let index = 0; index < options.count; index += 1) {
      this.#start(0);
    }
  }

  get told(): readonly Forwarder[] {
    return [...this.#told];
  }

  isServing(forwarder: Forwarder): boolean {
    return this.#serving.has(forwarder);
  }

  pids(): number[] {
    return [...this.#living].flatMap((forwarder) => forwarder.pid ?? []);
  }

  /** Resolves as soon as so many serve at the same time; never, when that does not happen. */
  async serving(count: number): Promise<void> {
    if (this.#serving.size < count) {
      await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
    }
  }

  /** Resolves when all serve; rejects when one ends before, as one does that hangs. */
  async complete(): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      this.#onFirstEnd = (why) => reject(new Error(`A process of the new code has ended: ${why}`));
    });
    try {
      await Promise.race([failed, this.serving(this.#options.count)]);
    } finally {
      this.#onFirstEnd = undefined;
    }
  }

  /**
   * Nothing new any more; what is open may end within the time, which a second call may shorten. Resolves when all are
   * gone. `retire` and `close`: see messages.ts.
   */
  async end(kind: 'retire' | 'close', drainMs: number): Promise<void> {
    this.#isRetired = true;
    for (const timer of this.#restarts) {
      clearTimeout(timer);
    }
    for (const forwarder of this.#living) {
      if (this.#told.has(forwarder)) {
        forwarder.end(kind, drainMs);
      } else {
        forwarder.kill('it is not needed any more');
      }
    }
    if (this.#living.size > 0) {
      await new Promise<void>((resolve) => this.#whenEmpty.push(resolve));
    }
    clearInterval(this.#lifeTimer);
  }

  #start(delayMs: number): void {
    const startedAt = performance.now();
    const forwarder: Forwarder = new Forwarder({
      onMessage: (message) => this.#receive(forwarder, message),
      onEnded: (why) => this.#end(forwarder, why, performance.now() - startedAt > SOUND_MS ? 0 : delayMs),
    });
    this.#living.add(forwarder);
  }

  #receive(forwarder: Forwarder, message: FromForwarder): void {
    if (message.kind !== 'ready') {
      this.#options.onMessage(forwarder, message);
    } else if (message.protocol === PROTOCOL) {
      void this.#tell(forwarder);
    } else {
      forwarder.kill(`its code speaks protocol ${message.protocol}, this worker ${PROTOCOL}: restart the worker`);
    }
  }

  async #tell(forwarder: Forwarder): Promise<void> {
    if (this.#isRetired) {
      forwarder.kill('it is not needed any more');
      return;
    }
    this.#told.add(forwarder);
    forwarder.send({ kind: 'shares', even: 1 / this.#options.count, shares: new Map() });
    const applied = await forwarder.apply(this.#options.stateFor(forwarder));
    if (applied === null) {
      return;
    }
    this.#serving.add(forwarder);
    this.#options.log.info('forwarder:started', { pid: forwarder.pid });
    this.#options.onServing(forwarder, applied.results);
    const isReached = ({ count }: { count: number }) => this.#serving.size >= count;
    const reached = this.#waiting.filter(isReached);
    this.#waiting = this.#waiting.filter((one) => !isReached(one));
    for (const { resolve } of reached) {
      resolve();
    }
  }

  #end(forwarder: Forwarder, why: string, delayMs: number): void {
    this.#living.delete(forwarder);
    this.#told.delete(forwarder);
    this.#serving.delete(forwarder);
    this.#options.onEnded(forwarder);
    if (this.#isRetired) {
      this.#options.log.info('forwarder:retired', { pid: forwarder.pid });
      if (this.#living.size === 0) {
        for (const resolve of this.#whenEmpty.splice(0)) {
          resolve();
        }
      }
      return;
    }
    this.#options.log.error('forwarder:ended', { pid: forwarder.pid, reason: why, restartInMs: delayMs });
    this.#onFirstEnd?.(why);
    this.#startLater(delayMs);
  }

  #startLater(delayMs: number): void {
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      try {
        this.#start(Math.min(Math.max(delayMs * 2, BACK_OFF_MS.first), BACK_OFF_MS.max));
      } catch (error) {
        this.#options.log.error('forwarder:failed', { reason: messageOf(error) });
        this.#startLater(BACK_OFF_MS.max);
      }
    }, delayMs);
    this.#restarts.add(timer);
  }

  #checkLife(): void {
    for (const forwarder of this.#living) {
      forwarder.checkLife();
    }
  }
}
