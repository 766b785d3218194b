import type { ConnectionEffect } from '../engine.ts';

/** What one change did to the connections of each listener, over all forwarders that answered. */
export class EffectSums {
  readonly #sums = new Map<string, ConnectionEffect>();

  /** Null: the forwarder ended before it answered; its connections ended with it, and not by the change. */
  add(applied: { effects: ReadonlyMap<string, ConnectionEffect> } | null): void {
    for (const [listenerId, { kept, cut }] of applied?.effects ?? []) {
      const sum = this.#sums.get(listenerId) ?? { kept: 0, cut: 0 };
      this.#sums.set(listenerId, { kept: sum.kept + kept, cut: sum.cut + cut });
    }
  }

  read(): ReadonlyMap<string, ConnectionEffect> {
    return new Map(this.#sums);
  }
}
