import type { ListenerPlan, ListenerRouting, LoadBalancerLimits, PlanChange } from '../engine.ts';

export interface ListenerState {
  plan: ListenerPlan;
  routing: ListenerRouting;
}

/** All that the engine was told and that is still so: what a new forwarder has to know. */
export class EngineState {
  readonly #listeners = new Map<string, ListenerState>();
  readonly #limits = new Map<string, LoadBalancerLimits>();
  readonly #listenersOf = new Map<string, number>();

  get listeners(): ReadonlyMap<string, ListenerState> {
    return this.#listeners;
  }

  set(change: Pick<PlanChange, 'set' | 'limits'>): void {
    for (const [id, state] of change.set) {
      this.#forget(id);
      this.#listeners.set(id, state);
      const { loadBalancerId } = state.plan;
      this.#listenersOf.set(loadBalancerId, (this.#listenersOf.get(loadBalancerId) ?? 0) + 1);
    }
    for (const [id, limits] of change.limits) {
      this.#limits.set(id, limits);
    }
    this.#dropUnusedLimits(change.limits.keys());
  }

  route(changes: ReadonlyMap<string, ListenerRouting>): void {
    for (const [id, routing] of changes) {
      const state = this.#listeners.get(id);
      if (state) {
        this.#listeners.set(id, { plan: state.plan, routing });
      }
    }
  }

  remove(ids: Iterable<string>): void {
    for (const id of ids) {
      const loadBalancerId = this.#listeners.get(id)?.plan.loadBalancerId;
      this.#forget(id);
      if (loadBalancerId !== undefined) {
        this.#dropUnusedLimits([loadBalancerId]);
      }
    }
  }

  /** As a change that makes an empty engine carry these listeners. */
  changeFor(ids: Iterable<string>): PlanChange {
    const set = new Map<string, ListenerState>();
    const limits = new Map<string, LoadBalancerLimits>();
    for (const id of ids) {
      const state = this.#listeners.get(id);
      const limit = state && this.#limits.get(state.plan.loadBalancerId);
      if (state) {
        set.set(id, state);
      }
      if (state && limit) {
        limits.set(state.plan.loadBalancerId, limit);
      }
    }
    return { set, remove: new Set(), limits };
  }

  #forget(id: string): void {
    const before = this.#listeners.get(id);
    if (before) {
      this.#listeners.delete(id);
      const { loadBalancerId } = before.plan;
      this.#listenersOf.set(loadBalancerId, (this.#listenersOf.get(loadBalancerId) ?? 1) - 1);
    }
  }

  #dropUnusedLimits(ids: Iterable<string>): void {
    for (const id of ids) {
      if ((this.#listenersOf.get(id) ?? 0) === 0) {
        this.#limits.delete(id);
        this.#listenersOf.delete(id);
      }
    }
  }
}

export function isSamePort(a: ListenerPlan, b: ListenerPlan): boolean {
  return a.protocol === b.protocol && a.address === b.address && a.port === b.port;
}
