import { z } from 'zod';
import { MemberRole } from '#domain/active-standby-group.ts';
import type { Verdict } from '#proxy/health/health-checker.ts';
import { nextServing, type ServingState } from '#proxy/health/serving.ts';
import type { PlannedListener } from './plan.ts';
import { servingReason } from './serving-reason.ts';

/** Who serves a listener, as it is kept across a restart. */
export const SavedServing = z.object({
  listenerId: z.string(),
  groupId: z.string(),
  standbyId: z.string(),
  state: z.object({ role: MemberRole, cause: z.enum(['start', 'health', 'switch']), switchId: z.string().nullable() }),
  since: z.iso.datetime(),
});
export type SavedServing = z.infer<typeof SavedServing>;

export interface Serving {
  role: MemberRole;
  since: Date;
  reason: string;
}

/** Traffic left `from` for `to`. */
export interface Move {
  from: MemberRole;
  to: MemberRole;
  reason: string;
  /** The state it left is known from before the restart only. */
  isRestored: boolean;
  isSwitch: boolean;
}

interface Entry extends Serving {
  groupId: string;
  standbyId: string;
  state: ServingState;
  isRestored: boolean;
}

export interface ServingTableOptions {
  verdictOf: (listenerId: string) => Verdict | undefined;
  stableMsOf: (listenerId: string) => number | null;
  /** The time has come to decide again, though nothing has happened. */
  onDue: (listenerId: string) => void;
}

/** The serving state of every listener, with the timers of those that wait for their failback. */
export class ServingTable {
  readonly #options: ServingTableOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #restored = new Map<string, SavedServing>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  #isStopped = false;

  constructor(options: ServingTableOptions) {
    this.#options = options;
  }

  /** What an earlier process of this node knew, for the listeners of the first plan. */
  restore(saved: SavedServing[]): void {
    for (const one of saved) {
      this.#restored.set(one.listenerId, one);
    }
  }

  of(listenerId: string): Serving | undefined {
    return this.#entries.get(listenerId);
  }

  /** Decides anew; the move, if that is one. */
  decide(listenerId: string, planned: PlannedListener): Move | null {
    const before = this.#before(listenerId, planned);
    const verdict = this.#options.verdictOf(listenerId);
    const { state, askAgainInMs } = nextServing(before?.state ?? null, {
      isChecked: planned.check !== null,
      activeState: verdict?.state ?? 'unknown',
      stableMs: this.#options.stableMsOf(listenerId),
      failback: planned.failback,
      switch: planned.switch,
    });
    this.#askAgain(listenerId, askAgainInMs);
    const { role } = state;
    const reason = servingReason(planned, state, verdict);
    const hasMoved = before !== null && before.role !== role;
    // A verdict that outlived a restart says since when the standby has served.
    const since = before === null && state.role === 'standby' && state.cause === 'health' && verdict ? verdict.since : new Date();
    this.#entries.set(listenerId, {
      groupId: planned.groupId,
      standbyId: planned.members.standby.id,
      state,
      role,
      since: before !== null && !hasMoved ? before.since : since,
      reason,
      isRestored: false,
    });
    return hasMoved ? { from: before.role, to: role, reason, isRestored: before.isRestored, isSwitch: state.cause === 'switch' } : null;
  }

  /** Who is not the active's, as the engine wants to know it. */
  routing(): Map<string, MemberRole> {
    return new Map([...this.#entries].filter(([, entry]) => entry.role === 'standby').map(([id, entry]) => [id, entry.role]));
  }

  /** To be called when all listeners of a plan were decided. */
  keepOnly(listenerIds: ReadonlyMap<string, unknown>): void {
    for (const id of this.#entries.keys()) {
      if (!listenerIds.has(id)) {
        this.#entries.delete(id);
        this.#askAgain(id, null);
      }
    }
    this.#restored.clear();
  }

  saved(): SavedServing[] {
    return Array.from(this.#entries, ([listenerId, { groupId, standbyId, state, since }]) => ({
      listenerId,
      groupId,
      standbyId,
      state,
      since: since.toISOString(),
    }));
  }

  stop(): void {
    this.#isStopped = true;
    for (const id of [...this.#timers.keys()]) {
      this.#askAgain(id, null);
    }
  }

  /** Null: begins anew. So does a group whose standby was made the active: who served is where traffic belongs now. */
  #before(listenerId: string, planned: PlannedListener): Entry | null {
    const entry = this.#entries.get(listenerId) ?? this.#entryOf(this.#restored.get(listenerId));
    const isSame = entry?.groupId === planned.groupId && entry.standbyId !== planned.members.active.id;
    return entry && isSame ? entry : null;
  }

  #entryOf(saved: SavedServing | undefined): Entry | undefined {
    return saved && { ...saved, role: saved.state.role, since: new Date(saved.since), reason: '', isRestored: true };
  }

  #askAgain(listenerId: string, inMs: number | null): void {
    clearTimeout(this.#timers.get(listenerId));
    this.#timers.delete(listenerId);
    if (inMs !== null && !this.#isStopped) {
      this.#timers.set(
        listenerId,
        setTimeout(() => {
          this.#timers.delete(listenerId);
          this.#options.onDue(listenerId);
        }, inMs),
      );
    }
  }
}
