import { tooManyTries } from '../auth/tries.ts';
import { processWide } from '../process-wide.ts';

const WINDOW_MS = 60_000;
/** Without a trusted header of a client's address all clients share one count. */
const FAILURES_MAX = { byClient: 60, shared: 600 };
const CLIENTS_MAX = 10_000;
const GOOD_ONES_MAX = 1000;

/**
 * No token can be guessed; this keeps those who try from keeping the database busy. Tokens that were good before are
 * looked up all the same, so that nobody can lock out the scripts that are in use.
 */
class FailedTries {
  readonly #failures = new Map<string, number>();
  readonly #good = new Set<string>();
  #windowEndsAt = 0;

  /** Before a look-up; throws TooManyRequests. */
  requirePatience(tokenHash: string, clientAddress: string | undefined): void {
    const now = Date.now();
    if (now >= this.#windowEndsAt) {
      this.#failures.clear();
      this.#windowEndsAt = now + WINDOW_MS;
    }
    const max = clientAddress === undefined ? FAILURES_MAX.shared : FAILURES_MAX.byClient;
    if (!this.#good.has(tokenHash) && this.#failuresOf(clientAddress) >= max) {
      throw tooManyTries(this.#windowEndsAt - now);
    }
  }

  failed(tokenHash: string, clientAddress: string | undefined): void {
    this.#good.delete(tokenHash);
    if (this.#failures.size < CLIENTS_MAX) {
      this.#failures.set(clientAddress ?? '', this.#failuresOf(clientAddress) + 1);
    }
  }

  succeeded(tokenHash: string): void {
    this.#good.delete(tokenHash);
    this.#good.add(tokenHash);
    const [oldest] = this.#good;
    if (this.#good.size > GOOD_ONES_MAX && oldest !== undefined) {
      this.#good.delete(oldest);
    }
  }

  #failuresOf(clientAddress: string | undefined): number {
    return this.#failures.get(clientAddress ?? '') ?? 0;
  }
}

export function failedTries(): FailedTries {
  return processWide('credential-failed-tries', '', () => new FailedTries());
}
