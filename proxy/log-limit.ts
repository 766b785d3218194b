const KEYS_MAX = 1000;

/** Lets the same message pass once in a while, so that a problem that repeats does not fill the disk. */
export class LogLimit {
  readonly #intervalMs: number;
  readonly #lastAt = new Map<string, number>();

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  run(key: string, write: () => void): void {
    const now = performance.now();
    const lastAt = this.#lastAt.get(key);
    if (lastAt !== undefined && now - lastAt < this.#intervalMs) {
      return;
    }
    if (this.#lastAt.size >= KEYS_MAX) {
      this.#lastAt.clear();
    }
    this.#lastAt.set(key, now);
    write();
  }
}
