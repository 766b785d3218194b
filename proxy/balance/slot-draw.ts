import type { PoolMember } from './algorithm.ts';
import { finishHash, hashText, hashWord } from './hash.ts';

const MEMBER_SEED = 0x3c6ef372;

/**
 * Weighted rendezvous hashing: each member draws for each slot a lot that depends on nothing but its id, the slot and its
 * weight, and the best lot has the slot. So a member that leaves gives away its slots and moves no other, one that comes
 * takes its share of each, and every process finds the same, in whatever order members came.
 *
 * Why not a ring: 160 points a member leave shares 8 % uneven and a weight of 1 without a sound share; lots are exact but for
 * chance. Why not Maglev: its tables move keys of members that stay.
 */
export class SlotDraw {
  readonly #members: readonly PoolMember[];
  readonly #seeds: Int32Array;
  readonly #weights: Float64Array;

  constructor(members: readonly PoolMember[]) {
    this.#members = members;
    this.#seeds = Int32Array.from(members, (member) => hashText(MEMBER_SEED, member.memberId));
    this.#weights = Float64Array.from(members, (member) => member.weight);
  }

  /** The place, among the members, of the least -ln(u) / weight, which makes the chance of each its share of all weights; equal ones: the smaller id. */
  winnerOf(slot: number): number {
    let winner = 0;
    let least = Infinity;
    for (let index = 0; index < this.#seeds.length; index++) {
      const weight = this.#weights[index] ?? 0;
      const u = (finishHash(hashWord(this.#seeds[index] ?? 0, slot)) + 0.5) / 2 ** 32;
      // -ln(u) is more than 1 - u: most lots lose without a logarithm.
      if (1 - u >= least * weight) {
        continue;
      }
      const lot = -Math.log(u) / weight;
      if (lot < least || (lot === least && this.#isBefore(index, winner))) {
        least = lot;
        winner = index;
      }
    }
    return winner;
  }

  #isBefore(index: number, other: number): boolean {
    return (this.#members[index]?.memberId ?? '') < (this.#members[other]?.memberId ?? '');
  }
}
