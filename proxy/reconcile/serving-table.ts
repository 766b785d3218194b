import { z } from 'zod';
import { MemberRole } from '#domain/active-standby-group.ts';
import type { Verdict } from '#proxy/health/health-checker.ts';
import { nextServing, type ServingFacts, type ServingState } from '#proxy/health/serving.ts';
import type { FailoverPlan, PlannedListener } from './planned.ts';
import { servingReason } from './serving-reason.ts';

const DRILL_REASON = 'Failover drill: the active counts as failed until the drill is over';

/** Who serves a listener, as it is kept across a restart. */
export const SavedServing = z.object({
  listenerId: z.string(),
  groupId: z.string(),
  standbyId: z.string(),
  /** Without the drill that may run: it ends with the process. */
  state: z.object({ role: MemberRole, cause: z.enum(['start', 'health', 'switch']), switchId: z.string().nullable() }),
  /** Who served in fact; absent in the copy of an older version, which knew no drills. */
  role: MemberRole.optional(),
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
  /** By the beginning or the end of a failover drill. */
  isDrill: boolean;
}

/** What a failover drill pretends of the active. */
export interface Pretence {
  drillId: string;
  isUnhealthy: boolean;
}

interface Entry extends Serving {
  groupId: string;
  standbyId: string;
  /** As if there were no drill. */
  state: ServingState;
  /** The state that counts while a drill runs. */
  drilled: { drillId: string; state: ServingState } | null;
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

  /**
   * Decides anew; the move, if that is one. A listener on a pool has no state here. While a drill pretends, two states live
   * side by side, the one of the pretended verdict and the one of the real one, so that its end is a return to the latter,
   * whatever happened meanwhile and whatever the failback mode says.
   */
  decide(planned: PlannedListener, pretence: Pretence | null): Move | null {
    const { id: listenerId, failover } = planned;
    if (failover === null) {
      this.remove(listenerId);
      return null;
    }
    const before = this.#before(listenerId, failover);
    const activeId = failover.members.active.id;
    const verdict = this.#options.verdictOf(listenerId, activeId);
    const facts: ServingFacts = {
      isChecked: planned.checks.size > 0,
      activeState: verdict?.state ?? 'unknown',
      stableMs: this.#options.stableMsOf(listenerId, activeId),
      failback: failover.failback,
      switch: failover.switch,
    };
    const { state, askAgainInMs } = nextServing(before?.state ?? null, facts);
    const drilled = pretence && drilledServing(before, facts, pretence);
    this.#askAgain(listenerId, askAgainInMs);
    const { role } = drilled?.state ?? state;
    const reason = role === state.role ? servingReason(planned, failover, state, verdict) : DRILL_REASON;
    const hasMoved = before !== null && before.role !== role;
    // A verdict that outlived a restart says since when the standby has served.
    const since = before === null && state.role === 'standby' && state.cause === 'health' && verdict ? verdict.since : new Date();
    this.#entries.set(listenerId, {
      groupId: failover.groupId,
      standbyId: failover.members.standby.id,
      state,
      drilled,
      role,
      since: before !== null && !hasMoved ? before.since : since,
      reason,
      isRestored: false,
    });
    return hasMoved ? moveOf(before, { role, state, reason }) : null;
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
    return Array.from(this.#entries, ([listenerId, { groupId, standbyId, state, role, since }]) => ({
      listenerId,
      groupId,
      standbyId,
      state,
      role,
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
    const role = saved?.role ?? saved?.state.role;
    return saved && role && { ...saved, role, drilled: null, since: new Date(saved.since), reason: '', isRestored: true };
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

/** A drill begins where the state without drills is. No probe succeeds in it, so nothing is stable; before it fails it changes nothing. */
function drilledServing(before: Entry | null, facts: ServingFacts, { drillId, isUnhealthy }: Pretence): Entry['drilled'] {
  const activeState = isUnhealthy ? 'unhealthy' : facts.activeState;
  const own = before?.drilled?.drillId === drillId ? before.drilled.state : (before?.state ?? null);
  return { drillId, state: nextServing(own, { ...facts, activeState, stableMs: null }).state };
}

function moveOf(before: Entry, now: { role: MemberRole; state: ServingState; reason: string }): Move {
  const wasPretended = before.role !== before.state.role;
  const isReturn = wasPretended && now.role === now.state.role;
  return {
    from: before.role,
    to: now.role,
    reason: isReturn ? `Failover drill: over. ${now.reason}` : now.reason,
    isRestored: before.isRestored,
    isSwitch: now.state.cause === 'switch',
    isDrill: wasPretended || now.role !== now.state.role,
  };
}
