import type { ApplyResult } from '../engine.ts';
import type { Forwarder } from './forwarder.ts';

const INTERVAL_MS = 5000;

/**
 * Listeners that one forwarder could not open although others carry them, for want of descriptors for example. It tries
 * again until it can, or until nobody wants it any more.
 */
export class Repairs {
  readonly #missing = new Map<Forwarder, Set<string>>();
  readonly #retry: (forwarder: Forwarder, listenerIds: string[]) => Promise<ApplyResult[] | null>;
  readonly #onProblem: (listenerId: string, reason: string) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(options: {
    retry: (forwarder: Forwarder, listenerIds: string[]) => Promise<ApplyResult[] | null>;
    onProblem: (listenerId: string, reason: string) => void;
  }) {
    this.#retry = options.retry;
    this.#onProblem = options.onProblem;
    this.#timer = setInterval(() => void this.#run(), INTERVAL_MS);
  }

  /** What came of an attempt: errors are noted, successes end the matter. */
  note(forwarder: Forwarder, results: readonly ApplyResult[]): void {
    const missing = this.#missing.get(forwarder) ?? new Set();
    for (const { listenerId, error } of results) {
      if (error) {
        missing.add(listenerId);
        this.#onProblem(listenerId, `One of the forwarder processes does not carry it: ${error.message}`);
      } else {
        missing.delete(listenerId);
      }
    }
    if (missing.size > 0) {
      this.#missing.set(forwarder, missing);
    } else {
      this.#missing.delete(forwarder);
    }
  }

  /** Nobody wants these any more. */
  drop(listenerIds: Iterable<string>): void {
    for (const id of listenerIds) {
      for (const missing of this.#missing.values()) {
        missing.delete(id);
      }
    }
  }

  ended(forwarder: Forwarder): void {
    this.#missing.delete(forwarder);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #run(): Promise<void> {
    for (const [forwarder, missing] of [...this.#missing]) {
      const results = await this.#retry(forwarder, [...missing]);
      if (results !== null) {
        this.note(forwarder, results);
      }
    }
  }
}
