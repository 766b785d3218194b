import type { Algorithm, PoolMember } from './algorithm.ts';

/** One after the other in the group's order; weights say only whether a member takes part (data-plane 4). */
export class RoundRobin<M extends PoolMember> implements Algorithm<M> {
  readonly #random: () => number;
  #members: readonly M[] = [];
  #next = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The turn stays with the member that has it, or goes to the nearest after it that is still there. */
  update(eligible: readonly M[]): void {
    const indexes = new Map(eligible.map((member, index) => [member.memberId, index]));
    let next: number | undefined;
    for (let step = 0; step < this.#members.length && next === undefined; step++) {
      const member = this.#members[(this.#next + step) % this.#members.length];
      next = member && indexes.get(member.memberId);
    }
    this.#members = eligible;
    // Processes that all began with the first member would send it their first connections together.
    this.#next = next ?? Math.floor(this.#random() * eligible.length);
  }

  choose(): M | null {
    const member = this.#members[this.#next];
    this.#next = this.#next + 1 < this.#members.length ? this.#next + 1 : 0;
    return member ?? null;
  }
}
