import { messageOf } from '#proxy/log.ts';
import type { Forwarder } from './forwarder.ts';
import { Generation, type GenerationOptions } from './generation.ts';

/** Generations that still have connections to finish; of more, the oldest is cut. */
const OLD_MAX = 3;

export interface GenerationsOptions extends GenerationOptions {
  reloadDrainMs: number;
  /** The new generation carries everything that can be carried twice; it takes over the rest from `from`. */
  onSwitch: (from: Generation, to: Generation) => Promise<void>;
}

/**
 * The generation that serves; during a reload the next one, which is getting ready; and old ones, which accept nothing
 * and finish what they have.
 */
export class Generations {
  readonly #options: GenerationsOptions;
  readonly #old = new Set<Generation>();
  #current: Generation;
  #next: Generation | null = null;
  #reloading: Promise<void> | null = null;
  #isReloadWanted = false;
  #isClosed = false;

  constructor(options: GenerationsOptions) {
    this.#options = options;
    this.#current = new Generation(options);
  }

  get current(): Generation {
    return this.#current;
  }

  /** Those that carry listeners and must be told what is new of them: not the old ones, which finish only. */
  told(): readonly Forwarder[] {
    return [...this.#current.told, ...(this.#next?.told ?? [])];
  }

  finishing(): readonly Forwarder[] {
    return [...this.#old].flatMap((generation) => generation.told);
  }

  /** A call during a reload is followed by one more, since the code on disk may be newer than what that one has read. */
  async reload(): Promise<void> {
    this.#isReloadWanted = true;
    this.#reloading ??= this.#reloadAll();
    await this.#reloading;
  }

  async close(drainMs: number): Promise<void> {
    this.#isClosed = true;
    const all = [this.#current, ...(this.#next ? [this.#next] : []), ...this.#old];
    await Promise.all(all.map((generation) => generation.end('close', drainMs)));
  }

  async #reloadAll(): Promise<void> {
    while (this.#isReloadWanted && !this.#isClosed) {
      this.#isReloadWanted = false;
      await this.#reloadOnce();
    }
    this.#reloading = null;
  }

  async #reloadOnce(): Promise<void> {
    const { log, onSwitch, reloadDrainMs } = this.#options;
    const next = new Generation(this.#options);
    this.#next = next;
    try {
      await next.complete();
    } catch (error) {
      log.error('forwarders:reload-failed', { reason: `${messageOf(error)}; the former ones go on` });
      this.#next = null;
      await next.end('close', 0);
      return;
    }
    if (this.#isClosed) {
      return;
    }
    const before = this.#current;
    this.#current = next;
    this.#next = null;
    await onSwitch(before, next);
    log.info('forwarders:replaced', { pids: next.pids().join(','), before: before.pids().join(',') });
    this.#finish(before, this.#isClosed ? 0 : reloadDrainMs);
  }

  #finish(generation: Generation, drainMs: number): void {
    const [oldest] = this.#old;
    if (oldest && this.#old.size >= OLD_MAX) {
      void oldest.end('close', 0);
    }
    this.#old.add(generation);
    void generation.end('retire', drainMs).then(() => this.#old.delete(generation));
  }
}
