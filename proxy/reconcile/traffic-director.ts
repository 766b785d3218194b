import type { DrillResult } from '#proxy/drill-result.ts';
import type { ListenerRouting } from '#proxy/engine/engine.ts';
import type { HealthChecker, Verdict } from '#proxy/health/health-checker.ts';
import type { Log } from '#proxy/log.ts';
import type { DrillEngine } from './drill-record.ts';
import { DrillTable } from './drill-table.ts';
import type { PlannedListener } from './planned.ts';
import { type Move, type SavedServing, type Serving, ServingTable } from './serving-table.ts';

export interface TrafficDirectorOptions {
  engine: DrillEngine;
  checker: HealthChecker;
  log: Log;
  onDrilled: (result: DrillResult) => void;
  /** The time has come to decide again, though no verdict has changed. */
  onDue: (listenerId: string) => void;
}

/** Who may receive the traffic of each listener: by the verdicts of its checks, failback, switches by hand, and drills. */
export class TrafficDirector {
  readonly #checker: HealthChecker;
  readonly #serving: ServingTable;
  readonly #drills: DrillTable;

  constructor({ engine, checker, log, onDrilled, onDue }: TrafficDirectorOptions) {
    this.#checker = checker;
    this.#serving = new ServingTable({
      verdictOf: (listenerId, memberId) => checker.verdictOf(listenerId, memberId),
      stableMsOf: (listenerId, memberId) => checker.stableMsOf(listenerId, memberId),
      onDue,
    });
    this.#drills = new DrillTable({ engine, log, onResult: onDrilled, onDue });
  }

  /** What an earlier process of this node knew, for the listeners of the first plan. */
  restore(serving: SavedServing[], drills: DrillResult[]): void {
    this.#serving.restore(serving);
    this.#drills.restore(drills);
  }

  /** To be called when the listeners of the first plan, or of a later one, were served: others begin anew. */
  forgetOthers(exists: (listenerId: string) => boolean): void {
    this.#serving.forgetRestored();
    this.#drills.keepOnly(exists);
  }

  savedServing(): SavedServing[] {
    return this.#serving.saved();
  }

  savedDrills(): DrillResult[] {
    return this.#drills.saved();
  }

  servingOf(listenerId: string): Serving | undefined {
    return this.#serving.of(listenerId);
  }

  /** As it counts for this listener, which may be in a drill. */
  verdictOf(listenerId: string, memberId: string): Verdict | undefined {
    return this.#drills.verdictOf(listenerId, memberId, this.#checker.verdictOf(listenerId, memberId));
  }

  /** Decides anew; the move, if that is one. */
  decide(planned: PlannedListener, isInForce: boolean): Move | null {
    const move = this.#serving.decide(planned, this.#drills.follow(planned));
    this.#drills.decided(planned, this.#serving.of(planned.id), isInForce);
    return move;
  }

  routingOf({ id, checks, failover }: PlannedListener): ListenerRouting {
    const serving = this.#serving.of(id)?.role ?? 'active';
    const isUnhealthy = (memberId: string) => this.#checker.verdictOf(id, memberId)?.state === 'unhealthy';
    return { serving, unhealthy: failover ? [] : [...checks.keys()].filter(isUnhealthy) };
  }

  /** To be called when the engine was told the routing of these. */
  routed(listeners: readonly PlannedListener[]): void {
    for (const planned of listeners) {
      this.#drills.routed(planned, this.routingOf(planned).serving);
    }
  }

  remove(listenerId: string): void {
    this.#serving.remove(listenerId);
    this.#drills.remove(listenerId);
  }

  stop(): void {
    this.#serving.stop();
    this.#drills.stop();
  }
}
