import type { ListenerRouting, PlanChange } from '../engine.ts';
import type { ListenerState } from './engine-state.ts';

/**
 * Changes that wait to be carried out, while verdicts do not wait. A change carries the routing of the moment when it was
 * made; a routing that comes meanwhile is newer and takes its place.
 */
export class PendingChanges {
  readonly #sets = new Set<Map<string, ListenerState>>();

  /** Carries out one that stays up to date until `task` has ended. */
  async run<T>(change: PlanChange, task: (change: PlanChange) => Promise<T>): Promise<T> {
    const set = new Map(change.set);
    this.#sets.add(set);
    try {
      return await task({ ...change, set });
    } finally {
      this.#sets.delete(set);
    }
  }

  route(changes: ReadonlyMap<string, ListenerRouting>): void {
    for (const set of this.#sets) {
      for (const [id, routing] of changes) {
        const state = set.get(id);
        if (state) {
          set.set(id, { plan: state.plan, routing });
        }
      }
    }
  }
}
