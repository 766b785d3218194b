import type { Algorithm, Client, MemberLoad, PoolMember } from './algorithm.ts';
import { SmoothTurns } from './smooth-turns.ts';

/**
 * The member with the fewest connections for its weight (data-plane 4). Several: they take turns by weight, so that weights
 * hold also while connections are so short that none is open when the next one comes.
 */
export class LeastConnections<M extends PoolMember> implements Algorithm<M> {
  readonly #turns: SmoothTurns<M>;
  #ties = new Uint16Array(0);

  constructor(random: () => number) {
    this.#turns = new SmoothTurns(random);
  }

  update(eligible: readonly M[]): void {
    this.#turns.update(eligible);
    this.#ties = new Uint16Array(eligible.length);
  }

  choose(_client: Client, load: MemberLoad): M | null {
    const members = this.#turns.members;
    let count = 0;
    let leastLoad = 0;
    let leastWeight = 1;
    for (let index = 0; index < members.length; index++) {
      const member = members[index];
      if (member === undefined) {
        continue;
      }
      const connections = load(member.memberId);
      const difference = connections * leastWeight - leastLoad * member.weight;
      if (count === 0 || difference < 0) {
        leastLoad = connections;
        leastWeight = member.weight;
        count = 0;
      } else if (difference > 0) {
        continue;
      }
      this.#ties[count++] = index;
    }
    return this.#turns.nextOf(this.#ties, count);
  }
}
