import type { Scheduler } from '#domain/scheduling.ts';
import type { Algorithm, Client, MemberLoad, PoolMember } from './algorithm.ts';
import { ConsistentHash } from './consistent-hash.ts';
import { LeastConnections } from './least-connections.ts';
import { RoundRobin } from './round-robin.ts';
import { SmoothWeighted } from './smooth-weighted.ts';

export interface PoolOptions {
  scheduler: Scheduler;
  /** Where the turns begin, 0 to below 1, so that processes do not all begin with the same member. */
  random?: () => number;
}

/** Members of one listener's group and the scheduler that shares traffic among those that may receive (data-plane 4). */
export class Pool<M extends PoolMember> {
  readonly #algorithm: Algorithm<M>;
  #eligible: ReadonlyMap<string, M> = new Map();

  constructor(options: PoolOptions) {
    this.#algorithm = algorithmOf<M>(options.scheduler, options.random ?? Math.random);
  }

  /** Eligible are members with a weight that did not fail their check. The turns of those that stay go on. */
  update(members: readonly M[], unhealthy: ReadonlySet<string>): void {
    const eligible = members.filter((member) => member.weight > 0 && !unhealthy.has(member.memberId));
    this.#eligible = new Map(eligible.map((member) => [member.memberId, member]));
    this.#algorithm.update(eligible);
  }

  /** Null: nobody may receive. */
  choose(client: Client, load: MemberLoad): M | null {
    return this.#algorithm.choose(client, load);
  }

  /** The member if it may receive; for one that persistence names. */
  findEligible(memberId: string): M | null {
    return this.#eligible.get(memberId) ?? null;
  }
}

function algorithmOf<M extends PoolMember>(scheduler: Scheduler, random: () => number): Algorithm<M> {
  switch (scheduler) {
    case 'rr':
      return new RoundRobin(random);
    case 'wrr':
      return new SmoothWeighted(random);
    case 'wlc':
      return new LeastConnections(random);
    case 'sch':
      return new ConsistentHash('source');
    case 'tch':
      return new ConsistentHash('tuple');
    case 'qch':
      return new ConsistentHash('quic');
  }
}
