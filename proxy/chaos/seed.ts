import { randomInt } from 'node:crypto';
import { say } from './stage.ts';

/** How long all random tests together may go on; ten minutes by hand: OPENSLB_FUZZ_SECONDS=600. */
export const FUZZ_SECONDS = Number(process.env.OPENSLB_FUZZ_SECONDS ?? 30);

/** How the random tests share that time. */
export const FUZZ_SHARES = { streams: 0.3, configurations: 0.25, configurationsOnHosts: 0.25, plans: 0.2 } as const;

/** Of this run, unless OPENSLB_FUZZ_SEED names one to repeat. */
export function newSeed(what: string): number {
  const seed = Number(process.env.OPENSLB_FUZZ_SEED ?? randomInt(2 ** 31));
  say(`${what}: to repeat this run, OPENSLB_FUZZ_SEED=${seed}`);
  return seed;
}

/** Random numbers that follow from a seed (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** From 0 to `end` - 1. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) {
      throw new Error('There is nothing to pick from.');
    }
    return value;
  }
}
