import { isDeepStrictEqual } from 'node:util';
import type { LoadBalancerLimits } from '#proxy/engine/engine.ts';
import { type LoadBalancerPlan, planLoadBalancer } from './plan.ts';
import type { LoadBalancerState, RowPlan } from './planned.ts';

export interface TableChanges {
  /** Listeners that are new, gone or differ, or whose load balancer has other limits. */
  listenerIds: Set<string>;
  loadBalancerIds: Set<string>;
}

/** What every load balancer and every listener asks for at present. Taking a new state costs what has changed. */
export class LoadBalancerTable {
  readonly #plans = new Map<string, LoadBalancerPlan>();
  readonly #rows = new Map<string, RowPlan>();

  /** `all`: every load balancer there is; the same object as before means that nothing of it has changed. */
  take(all: readonly LoadBalancerState[]): TableChanges {
    const changes: TableChanges = { listenerIds: new Set(), loadBalancerIds: new Set() };
    for (const state of all) {
      const before = this.#plans.get(state.snapshot.id) ?? null;
      if (before?.state !== state) {
        const plan = planLoadBalancer(state, before);
        this.#plans.set(state.snapshot.id, plan);
        this.#takeRows(plan, before, changes.listenerIds);
        changes.loadBalancerIds.add(state.snapshot.id);
      }
    }
    if (this.#plans.size > all.length) {
      this.#dropOthers(new Set(all.map(({ snapshot }) => snapshot.id)), changes.listenerIds);
    }
    return changes;
  }

  /** Undefined: there is no such listener, or no more. */
  row(listenerId: string): RowPlan | undefined {
    return this.#rows.get(listenerId);
  }

  limitsOf(loadBalancerId: string): LoadBalancerLimits | undefined {
    return this.#plans.get(loadBalancerId)?.limits;
  }

  #takeRows(plan: LoadBalancerPlan, before: LoadBalancerPlan | null, changed: Set<string>): void {
    const hasSameLimits = isDeepStrictEqual(plan.limits, before?.limits);
    for (const [id, row] of plan.rows) {
      if (!hasSameLimits || this.#rows.get(id) !== row) {
        this.#rows.set(id, row);
        changed.add(id);
      }
    }
    this.#dropRows(before, plan.rows, changed);
  }

  #dropOthers(present: ReadonlySet<string>, changed: Set<string>): void {
    for (const [id, plan] of this.#plans) {
      if (!present.has(id)) {
        this.#plans.delete(id);
        this.#dropRows(plan, new Map(), changed);
      }
    }
  }

  /** A listener may have gone to another load balancer, whose plan was taken already. */
  #dropRows(plan: LoadBalancerPlan | null, kept: ReadonlyMap<string, unknown>, changed: Set<string>): void {
    for (const id of plan?.rows.keys() ?? []) {
      if (!kept.has(id) && this.#rows.get(id)?.loadBalancerId === plan?.state.snapshot.id) {
        this.#rows.delete(id);
        changed.add(id);
      }
    }
  }
}
