import { chooseActiveStandby } from '#proxy/balance/active-standby.ts';
import type { Client } from '#proxy/balance/algorithm.ts';
import { Pool } from '#proxy/balance/pool.ts';
import type { PoolTargets, TargetPlan } from '../engine.ts';
import type { ListenerTraffic } from '../listener-traffic.ts';
import { type ListenerState, type MembershipChange, memberIds } from '../membership.ts';

const HASHES = new Set<PoolTargets['scheduler']>(['sch', 'tch', 'qch']);

/** Who takes the next connection or flow of one listener. */
export class Targets {
  readonly #load: (memberId: string) => number;
  #state: ListenerState;
  /** Members of a pool whose flows must leave them. */
  readonly #left = new Set<string>();
  #pool: { pool: Pool<TargetPlan>; scheduler: PoolTargets['scheduler']; groupId: string } | null = null;

  constructor(state: ListenerState, traffic: ListenerTraffic) {
    this.#load = (memberId) => traffic.member(memberId).connectionsCurrent;
    this.#state = state;
    this.#compile();
  }

  /** The turns of members that stay go on, unless the scheduler or the group is another one. */
  update(state: ListenerState, change: MembershipChange): void {
    this.#state = state;
    for (const id of this.#left) {
      if (this.#load(id) === 0) {
        this.#left.delete(id);
      }
    }
    for (const id of [...change.removed, ...change.failed]) {
      this.#left.add(id);
    }
    this.#welcomeBack();
    this.#compile();
  }

  /** Whether `choose` looks at the client's address and port, which cost a system call. */
  get dependsOnClient(): boolean {
    return this.#pool !== null && HASHES.has(this.#pool.scheduler);
  }

  /** Null: nobody may receive. */
  choose(client: Client): TargetPlan | null {
    const { plan, routing } = this.#state;
    if (this.#pool) {
      return this.#pool.pool.choose(client, this.#load);
    }
    return plan.targets.kind === 'active-standby' ? chooseActiveStandby(plan.targets, routing.serving) : null;
  }

  /** Of a pool: the member if it may receive. */
  findEligible(memberId: string): TargetPlan | null {
    return this.#pool?.pool.findEligible(memberId) ?? null;
  }

  /** The standby, when the active should have taken the connection; data-plane 8, rule 11 holds for a retry too. */
  retry(failed: TargetPlan): TargetPlan | null {
    const { targets } = this.#state.plan;
    if (targets.kind !== 'active-standby' || !targets.retryOnStandby) {
      return null;
    }
    const { standby } = targets;
    return failed.memberId !== standby.memberId && standby.weight > 0 ? standby : null;
  }

  /** Of active/standby targets: has it the traffic? */
  isServing(memberId: string): boolean {
    const { plan, routing } = this.#state;
    return plan.targets.kind === 'active-standby' && plan.targets[routing.serving].memberId === memberId;
  }

  /**
   * May a UDP flow go on with its member? Not with an active that has failed (decision 3), nor with a member of a pool that
   * has failed or was removed from it.
   */
  mayKeepFlow(memberId: string): boolean {
    const { plan, routing } = this.#state;
    const { targets } = plan;
    if (targets.kind === 'active-standby') {
      return routing.serving === 'active' || memberId !== targets.active.memberId;
    }
    return !this.#left.has(memberId);
  }

  /** Not only what a change names: who comes back with a group that the listener had before is in no change. */
  #welcomeBack(): void {
    if (this.#left.size > 0) {
      const { plan, routing } = this.#state;
      const unhealthy = new Set(plan.targets.kind === 'pool' ? routing.unhealthy : []);
      for (const id of memberIds(plan)) {
        if (!unhealthy.has(id)) {
          this.#left.delete(id);
        }
      }
    }
  }

  #compile(): void {
    const { plan, routing } = this.#state;
    const { targets } = plan;
    if (targets.kind === 'active-standby') {
      this.#pool = null;
      return;
    }
    const { scheduler, groupId } = targets;
    if (this.#pool?.scheduler !== scheduler || this.#pool.groupId !== groupId) {
      this.#pool = { pool: new Pool<TargetPlan>({ scheduler }), scheduler, groupId };
    }
    this.#pool.pool.update(targets.members, new Set(routing.unhealthy));
  }
}
