import { z } from 'zod';
import { MemberRole } from '#domain/active-standby-group.ts';
import type { Verdict } from '#proxy/health/health-checker.ts';
import { nextServing, type ServingState } from '#proxy/health/serving.ts';
import type { FailoverPlan, PlannedListener } from './planned.ts';
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
  verdictOf: (listenerId: string, memberId: string) => Verdict | undefined;
  stableMsOf: (listenerId: string, memberId: string) => number | null;
  /** The time has come to decide again, though nothing has happened. */
  onDue: (listenerId: string) => void;
}

/** The serving state of every listener on an active/standby group, with the timers of those that wait for their failback. */
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

  /** Decides anew; the move, if that is one. A listener on a pool has no state here. */
  decide(planned: PlannedListener): Move | null {
    const { id: listenerId, failover } = planned;
    if (failover === null) {
      this.remove(listenerId);
      return null;
    }
    const before = this.#before(listenerId, failover);
    const activeId = failover.members.active.id;
    const verdict = this.#options.verdictOf(listenerId, activeId);
    const { state, askAgainInMs } = nextServing(before?.state ?? null, {
      isChecked: planned.checks.size > 0,
      activeState: verdict?.state ?? 'unknown',
      stableMs: this.#options.stableMsOf(listenerId, activeId),
      failback: failover.failback,
      switch: failover.switch,
    });
    this.#askAgain(listenerId, askAgainInMs);
    const { role } = state;
    const reason = servingReason(planned, failover, state, verdict);
    const hasMoved = before !== null && before.role !== role;
    // A verdict that outlived a restart says since when the standby has served.
    const since = before === null && state.role === 'standby' && state.cause === 'health' && verdict ? verdict.since : new Date();
    this.#entries.set(listenerId, {
      groupId: failover.groupId,
      standbyId: failover.members.standby.id,
      state,
      role,
      since: before !== null && !hasMoved ? before.since : since,
      reason,
      isRestored: false,
    });
    return hasMoved ? { from: before.role, to: role, reason, isRestored: before.isRestored, isSwitch: state.cause === 'switch' } : null;
  }

  remove(listenerId: string): void {
    this.#entries.delete(listenerId);
    this.#askAgain(listenerId, null);
  }

  /** To be called when the listeners of the first plan were decided: later ones begin anew. */
  forgetRestored(): void {
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
  #before(listenerId: string, { groupId, members }: FailoverPlan): Entry | null {
    const entry = this.#entries.get(listenerId) ?? this.#entryOf(this.#restored.get(listenerId));
    const isSame = entry?.groupId === groupId && entry.standbyId !== members.active.id;
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
