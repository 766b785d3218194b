/** Lets one in a while pass for each key; it remembers a bounded number of them. */
export class Seldom {
  readonly #everyMs: number;
  readonly #keysMax: number;
  readonly #passedAt = new Map<string, number>();

  constructor({ everyMs, keysMax }: { everyMs: number; keysMax: number }) {
    this.#everyMs = everyMs;
    this.#keysMax = keysMax;
  }

  passes(key: string, now = Date.now()): boolean {
    const passedAt = this.#passedAt.get(key);
    if (passedAt !== undefined && now - passedAt < this.#everyMs) {
      return false;
    }
    // A map keeps the order in which its keys came: the first is the one that passed longest ago.
    this.#passedAt.delete(key);
    this.#passedAt.set(key, now);
    const [oldest] = this.#passedAt.keys();
    if (this.#passedAt.size > this.#keysMax && oldest !== undefined) {
      this.#passedAt.delete(oldest);
    }
    return true;
  }
}
