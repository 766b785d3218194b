import { isDeepStrictEqual } from 'node:util';
import type { DrillResult } from '#proxy/drill-result.ts';
import type { Verdict } from '#proxy/health/health-checker.ts';
import { failureWindowSeconds, PRETENDED_REASON, PretendedFailure } from '#proxy/health/pretended-failure.ts';
import type { Log } from '#proxy/log.ts';
import { type DrillEngine, DrillRecord } from './drill-record.ts';
import type { FailoverPlan, PlannedDrill, PlannedListener } from './planned.ts';
import type { Pretence, Serving } from './serving-table.ts';

const RESTARTED = 'The worker was restarted, which ended the drill on this node.';
const EDITED = 'The group was edited, which ended the drill on this node.';
const REMOVED = 'The listener was stopped or removed, which ended the drill on this node.';
const CHECK_OFF = 'The health check is off, so no failure would be noticed and traffic does not move.';
const NOT_IN_FORCE = 'The listener is not in force on this node.';

interface Drill {
  id: string;
  isRunning: boolean;
  members: FailoverPlan['members'] | null;
  record: DrillRecord;
  /** Null: the check is off, or the drill is over. */
  failure: PretendedFailure | null;
  endTimer: NodeJS.Timeout | undefined;
  isTimeOver: boolean;
  hasBegun: boolean;
  /** Traffic was on the active at some time of it, so it can move. */
  wasOnActive: boolean;
}

export interface DrillTableOptions {
  engine: DrillEngine;
  log: Log;
  onResult: (result: DrillResult) => void;
  /** What is pretended has changed: decide anew who serves. */
  onDue: (listenerId: string) => void;
}

/**
 * The failover drills of this node, listener by listener: a drill pretends for one listener that probes of the active fail,
 * and touches neither the check, which others may share, nor the server. One that is over never begins again, not even
 * after a restart, as far as the last good copy knows of it.
 */
export class DrillTable {
  readonly #options: DrillTableOptions;
  readonly #drills = new Map<string, Drill>();
  #isStopped = false;

  constructor(options: DrillTableOptions) {
    this.#options = options;
  }

  /** What an earlier process of this node began: it is over. */
  restore(results: readonly DrillResult[]): void {
    for (const result of results) {
      const record = this.#newRecord(result, '');
      const drill: Drill = {
        id: result.drillId,
        isRunning: false,
        members: null,
        record,
        failure: null,
        endTimer: undefined,
        isTimeOver: true,
        hasBegun: true,
        wasOnActive: true,
      };
      this.#drills.set(result.listenerId, drill);
      const wasRunning = result.returnedAt === null && result.note === null;
      if (wasRunning) {
        record.note(RESTARTED);
      }
    }
  }

  /** Forgets those of listeners that do not exist any more. */
  keepOnly(exists: (listenerId: string) => boolean): void {
    for (const id of this.#drills.keys()) {
      if (!exists(id)) {
        this.#drills.delete(id);
      }
    }
  }

  saved(): DrillResult[] {
    return Array.from(this.#drills.values(), (drill) => drill.record.result);
  }

  /** Begins, goes on with or ends the drill of a listener; what is pretended now, null: nothing. */
  follow(planned: PlannedListener): Pretence | null {
    const drill = planned.failover?.drill ?? null;
    const wanted = drill === 'unknown' ? null : drill;
    const known = this.#drills.get(planned.id);
    if (known?.isRunning) {
      this.#look(planned, known, wanted);
    } else if (known && drill !== 'unknown' && wanted?.id !== known.id && known.record.stage !== 'moved') {
      // Postgres has no such drill any more, so there is nothing that could begin again.
      this.#drills.delete(planned.id);
    }
    const isNew = wanted !== null && wanted.id !== this.#drills.get(planned.id)?.id && wanted.endsAt > performance.now();
    if (planned.failover && isNew && !this.#isStopped) {
      this.#begin(planned, planned.failover, wanted);
    }
    const now = this.#drills.get(planned.id);
    return now?.isRunning && now.failure ? { drillId: now.id, isUnhealthy: now.failure.unhealthySince !== null } : null;
  }

  /** To be called after `follow`, when it was decided who serves. */
  decided(planned: PlannedListener, serving: Serving | undefined, isInForce: boolean): void {
    const drill = this.#drills.get(planned.id);
    if (!drill || !serving) {
      return;
    }
    if (!drill.hasBegun) {
      drill.hasBegun = true;
      drill.wasOnActive = serving.role === 'active';
      this.#say(drill, planned, serving, isInForce);
    } else if (!drill.isRunning && drill.record.stage === 'moved' && serving.role === 'standby') {
      drill.record.note(`Traffic stays on the standby: ${serving.reason}`);
    }
  }

  /** To be called when the engine was told who serves. */
  routed(planned: PlannedListener, role: Serving['role']): void {
    const drill = this.#drills.get(planned.id);
    if (!drill?.hasBegun) {
      return;
    }
    const { record, isRunning } = drill;
    drill.wasOnActive ||= role === 'active';
    if (isRunning && record.stage === 'pretending' && role === 'standby' && drill.wasOnActive) {
      if (planned.failover?.members.standby.weight === 0) {
        record.note('The standby has weight 0, so it takes no traffic.');
      }
      record.moved();
    } else if (record.stage === 'moved' && role === 'active') {
      record.returned();
    }
  }

  /** The real verdict, unless the drill has a worse one for the active of this listener. */
  verdictOf(listenerId: string, memberId: string, real: Verdict | undefined): Verdict | undefined {
    const drill = this.#drills.get(listenerId);
    const since = drill?.members?.active.id === memberId ? (drill.failure?.unhealthySince ?? null) : null;
    return since === null || real?.state === 'unhealthy' ? real : { state: 'unhealthy', reason: PRETENDED_REASON, since };
  }

  /** Over, and remembered: a listener that is started again while the drill still runs must not begin it anew. */
  remove(listenerId: string): void {
    const drill = this.#drills.get(listenerId);
    if (drill) {
      this.#end(listenerId, drill, REMOVED);
    }
  }

  /** Nothing ends by this: that is for the next process to say. */
  stop(): void {
    this.#isStopped = true;
    for (const drill of this.#drills.values()) {
      clearTimeout(drill.endTimer);
      drill.failure?.stop();
    }
  }

  #begin(planned: PlannedListener, { members }: FailoverPlan, { id, endsAt }: PlannedDrill): void {
    const listenerId = planned.id;
    const began = { drillId: id, listenerId, regionId: planned.regionId, beganAt: new Date().toISOString() };
    const result = { ...began, movedAt: null, returnedAt: null, downtimeMs: null, connectionsAffected: 0, note: null };
    const drill: Drill = {
      id,
      isRunning: true,
      members,
      record: this.#newRecord(result, members.active.id),
      failure: null,
      endTimer: undefined,
      isTimeOver: false,
      hasBegun: false,
      wasOnActive: false,
    };
    // A timer may come a little before its time, so it is what tells that the time is over.
    const end = () => {
      drill.isTimeOver = true;
      this.#options.onDue(listenerId);
    };
    drill.endTimer = setTimeout(end, Math.max(0, endsAt - performance.now()));
    this.#drills.set(listenerId, drill);
    this.#pretend(planned, drill);
    this.#options.log.warn('drill:began', { listener: listenerId, ...planned.place, drill: id });
  }

  #look(planned: PlannedListener, drill: Drill, wanted: PlannedDrill | null): void {
    if (wanted?.id !== drill.id || drill.isTimeOver) {
      this.#end(planned.id, drill, null);
    } else if (!isDeepStrictEqual(planned.failover?.members, drill.members)) {
      this.#end(planned.id, drill, EDITED);
    } else {
      this.#pretend(planned, drill);
    }
  }

  /** A check in another rhythm begins to fail anew; a verdict that it has already stays. */
  #pretend({ id, checks, failover }: PlannedListener, drill: Drill): void {
    const check = failover ? checks.get(failover.members.active.id) : undefined;
    const isSame = drill.failure?.check.key === check?.key;
    if (isSame || (check && drill.failure?.unhealthySince)) {
      return;
    }
    drill.failure?.stop();
    drill.failure = check ? new PretendedFailure({ check, onUnhealthy: () => this.#options.onDue(id) }) : null;
  }

  #end(listenerId: string, drill: Drill, why: string | null): void {
    if (!drill.isRunning) {
      return;
    }
    const { record, failure } = drill;
    clearTimeout(drill.endTimer);
    failure?.stop();
    drill.isRunning = false;
    drill.failure = null;
    if (record.stage === 'pretending') {
      record.unmoved(why ?? (failure ? tooShort(failure) : CHECK_OFF));
    } else if (why !== null) {
      record.note(why);
    }
    this.#options.log.warn('drill:over', { listener: listenerId, drill: drill.id, ...(why === null ? {} : { reason: why }) });
  }

  /** What is known from the beginning to keep the traffic where it is. */
  #say({ record, failure }: Drill, planned: PlannedListener, serving: Serving, isInForce: boolean): void {
    if (!isInForce) {
      record.note(NOT_IN_FORCE);
    } else if (serving.role === 'standby') {
      record.note(`Traffic was on the standby when the drill began: ${serving.reason}`);
    } else if (planned.checks.size === 0 || failure === null) {
      record.note(CHECK_OFF);
    }
  }

  #newRecord(result: DrillResult, activeId: string): DrillRecord {
    const { engine, onResult } = this.#options;
    return new DrillRecord({ engine, activeId, result, onChange: onResult });
  }
}

function tooShort({ check }: PretendedFailure): string {
  const { from, to } = failureWindowSeconds(check);
  return `The drill ended before the check would have failed, which takes ${from} to ${to} s.`;
}
