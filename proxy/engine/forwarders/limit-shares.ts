/** What is divided evenly whatever the demand, so that nobody is left with nothing. */
const EVEN_PART = 0.2;
/** Smaller changes are not worth a message. */
const CHANGE_MIN = 0.01;

/**
 * Divides the limits of a worker among its forwarders: a limit that is not used is shared evenly, one in use follows the
 * demand. The shares of one limit are never 0 and their sum is 1, so together the forwarders keep to it.
 */
export class LimitShares {
  readonly #usage = new Map<number, ReadonlyMap<string, number>>();
  readonly #told = new Map<number, Map<string, number>>();

  /** By key of the limit: what this forwarder wants of it at the moment. */
  note(forwarder: number, usage: ReadonlyMap<string, number>): void {
    this.#usage.set(forwarder, usage);
  }

  ended(forwarder: number): void {
    this.#usage.delete(forwarder);
    this.#told.delete(forwarder);
  }

  /** By forwarder: the shares of every limit whose division has changed. */
  changes(forwarders: readonly number[]): Map<number, Map<string, number>> {
    const changes = new Map<number, Map<string, number>>();
    const keys = new Set(forwarders.flatMap((forwarder) => [...(this.#usage.get(forwarder)?.keys() ?? [])]));
    for (const key of keys) {
      const shares = this.#divide(key, forwarders);
      const isChanged = forwarders.some(
        (one, index) => Math.abs((this.#told.get(one)?.get(key) ?? 0) - (shares[index] ?? 0)) >= CHANGE_MIN,
      );
      for (const [index, forwarder] of isChanged ? forwarders.entries() : []) {
        const share = shares[index] ?? 0;
        entryOf(changes, forwarder).set(key, share);
        entryOf(this.#told, forwarder).set(key, share);
      }
    }
    for (const told of this.#told.values()) {
      for (const key of told.keys()) {
        if (!keys.has(key)) {
          told.delete(key);
        }
      }
    }
    return changes;
  }

  #divide(key: string, forwarders: readonly number[]): number[] {
    const demand = forwarders.map((forwarder) => this.#usage.get(forwarder)?.get(key) ?? 0);
    const total = demand.reduce((sum, one) => sum + one, 0);
    const even = 1 / forwarders.length;
    return demand.map((one) => (total === 0 ? even : EVEN_PART * even + ((1 - EVEN_PART) * one) / total));
  }
}

function entryOf(map: Map<number, Map<string, number>>, forwarder: number): Map<string, number> {
  const entry = map.get(forwarder) ?? new Map<string, number>();
  map.set(forwarder, entry);
  return entry;
}
