import type { Algorithm, PoolMember } from './algorithm.ts';
import { SmoothTurns } from './smooth-turns.ts';

/** Weighted round robin whose heavy members are not hit in bursts (data-plane 4). */
export class SmoothWeighted<M extends PoolMember> implements Algorithm<M> {
  readonly #turns: SmoothTurns<M>;

  constructor(random: () => number) {
    this.#turns = new SmoothTurns(random);
  }

  update(eligible: readonly M[]): void {
    this.#turns.update(eligible);
  }

  choose(): M | null {
    return this.#turns.next();
  }
}
