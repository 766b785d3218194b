import type { PoolMember } from './algorithm.ts';

/** What passing over turns at the start may cost. */
const FIRST_TURNS_MAX = 200;

/**
 * The turns of smooth weighted round robin (the method of nginx): each choice credits every member with its weight and
 * charges the one that has most with the sum of all, so that credit / sum is the number of turns a member is owed.
 *
 * An edit keeps what each staying member is owed, in turns and not in weights: a weight lowered from 100 to 1 would
 * otherwise leave a debt of a hundred turns, and the others would get a burst meanwhile. New members are owed nothing.
 */
export class SmoothTurns<M extends PoolMember> {
  readonly #random: () => number;
  #members: readonly M[] = [];
  #weights = new Int32Array(0);
  #credits = new Int32Array(0);
  #sum = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  get members(): readonly M[] {
    return this.#members;
  }

  update(members: readonly M[]): void {
    const owed = new Map(this.#members.map((member, index) => [member.memberId, (this.#credits[index] ?? 0) / this.#sum]));
    const stay = members.some((member) => owed.has(member.memberId));
    this.#members = members;
    this.#sum = members.reduce((sum, member) => sum + member.weight, 0);
    this.#weights = Int32Array.from(members, (member) => member.weight);
    this.#credits = Int32Array.from(members, (member) => Math.round((owed.get(member.memberId) ?? 0) * this.#sum));
    if (stay) {
      this.#settle();
    } else {
      this.#begin();
    }
  }

  /** The next in turn among all members. */
  next(): M | null {
    let best = -1;
    let most = -Infinity;
    const credits = this.#credits;
    const weights = this.#weights;
    for (let index = 0; index < credits.length; index++) {
      const credit = (credits[index] ?? 0) + (weights[index] ?? 0);
      credits[index] = credit;
      if (credit > most) {
        most = credit;
        best = index;
      }
    }
    return this.#charge(best, this.#sum);
  }

  /** The next in turn among those whose indexes stand in the first `count` places of `indexes`; for the others no time passes. */
  nextOf(indexes: Uint16Array, count: number): M | null {
    let best = -1;
    let most = -Infinity;
    let sum = 0;
    for (let place = 0; place < count; place++) {
      const index = indexes[place] ?? 0;
      const weight = this.#weights[index] ?? 0;
      const credit = (this.#credits[index] ?? 0) + weight;
      this.#credits[index] = credit;
      sum += weight;
      if (credit > most) {
        most = credit;
        best = index;
      }
    }
    return this.#charge(best, sum);
  }

  #charge(index: number, sum: number): M | null {
    const member = this.#members[index];
    if (member === undefined) {
      return null;
    }
    this.#credits[index] = (this.#credits[index] ?? 0) - sum;
    return member;
  }

  /** What those that left were owed, and what rounding took, goes to all alike: credits sum up to 0. */
  #settle(): void {
    let surplus = this.#credits.reduce((sum, credit) => sum + credit, 0);
    const each = Math.trunc(surplus / this.#credits.length);
    surplus -= each * this.#credits.length;
    const one = Math.sign(surplus);
    this.#credits = this.#credits.map((credit, index) => credit - each - (index < Math.abs(surplus) ? one : 0));
  }

  /** Somewhere in the cycle: processes that all began at its start would send the first member their first connections together. */
  #begin(): void {
    const cycle = this.#sum / this.#members.reduce((divisor, member) => greatestCommonDivisor(divisor, member.weight), 0);
    for (let turns = Math.floor(this.#random() * Math.min(cycle, FIRST_TURNS_MAX)); turns > 0; turns--) {
      this.next();
    }
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
