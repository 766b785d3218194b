import type { LoadBalancerSnapshot } from '#domain/snapshot.ts';
import { BoundedRunner } from '#proxy/bounded-runner.ts';
import type { ApplyError, Engine } from '#proxy/engine/engine.ts';
import type { FailoverEvent } from '#proxy/failover-event.ts';
import type { Check } from '#proxy/health/check.ts';
import type { HealthChecker, Verdict } from '#proxy/health/health-checker.ts';
import { type Log, messageOf } from '#proxy/log.ts';
import { failoverEventOf } from './failover-event-of.ts';
import { hostPort } from './host-port.ts';
import type { ObservedListener, ObservedSink } from './observed.ts';
import { type InvalidListener, type LoadBalancerPlan, type PlannedListener, planLoadBalancer, type StoppedListener } from './plan.ts';
import { type SavedServing, ServingTable } from './serving-table.ts';

const APPLY_INTERVAL_MS_MIN = 10;
/** How often a listener that could not start is tried again. */
const APPLY_INTERVAL_MS_MAX = 5000;
const APPLY_RETRY_MS = 200;
/** The largest number of its column; a listener may be tried for weeks before its port becomes free. */
const DELAY_MS_MAX = 2 ** 31 - 1;

/** Desired state as the reconciler needs it; see source/snapshot.ts. */
export interface DesiredState {
  regions: { id: string; revision: number }[];
  loadBalancers: { snapshot: LoadBalancerSnapshot; loadedAt: number | null }[];
}

type Planned = PlannedListener & { loadedAt: number | null };

/**
 * Makes running match desired: merges triggers, plans, applies, and says what came of it. A verdict takes the short
 * way: it changes the routing at once and neither plans nor waits for anything.
 */
export class Reconciler {
  readonly #engine: Engine;
  readonly #checker: HealthChecker;
  readonly #sink: ObservedSink;
  readonly #log: Log;
  readonly #runner: BoundedRunner;
  readonly #serving: ServingTable;
  readonly #plans = new WeakMap<LoadBalancerSnapshot, LoadBalancerPlan>();
  /** The last valid plan of each listener, which stays in force when its row becomes invalid. */
  #planned = new Map<string, Planned>();
  #observed = new Map<string, ObservedListener>();
  #desired: DesiredState | null = null;
  #appliedRegions: DesiredState['regions'] = [];
  #isFirst = true;

  constructor(options: { engine: Engine; checker: HealthChecker; sink: ObservedSink; log: Log }) {
    this.#engine = options.engine;
    this.#checker = options.checker;
    this.#sink = options.sink;
    this.#log = options.log;
    this.#serving = new ServingTable({
      verdictOf: (id) => options.checker.verdictOf(id),
      stableMsOf: (id) => options.checker.stableMsOf(id),
      onDue: (id) => this.reconsider([id]),
    });
    this.#runner = new BoundedRunner({
      run: () => this.#reconcile(),
      minIntervalMs: APPLY_INTERVAL_MS_MIN,
      maxIntervalMs: APPLY_INTERVAL_MS_MAX,
      retryMs: APPLY_RETRY_MS,
      onFailure: (error) => this.#log.error('reconcile:failed', { reason: messageOf(error) }),
    });
  }

  desire(state: DesiredState): void {
    this.#desired = state;
    this.#runner.trigger();
  }

  async stop(): Promise<void> {
    await this.#runner.stop();
    this.#serving.stop();
  }

  /** Who served before a restart; to be called before the first state is desired. */
  restore(saved: SavedServing[]): void {
    this.#serving.restore(saved);
  }

  savedServing(): SavedServing[] {
    return this.#serving.saved();
  }

  /** A plan was applied, so the ports are open. */
  get isReady(): boolean {
    return !this.#isFirst;
  }

  listeners(): ReadonlyMap<string, PlannedListener> {
    return this.#planned;
  }

  observed(): ReadonlyMap<string, ObservedListener> {
    return this.#observed;
  }

  /** To be called by the checker. The order matters: traffic first, then everybody who wants to know. */
  verdictChanged(listenerIds: string[], verdict: Verdict): void {
    const events = this.#moveTraffic(listenerIds);
    for (const id of listenerIds) {
      const planned = this.#planned.get(id);
      if (planned) {
        this.#log.line(healthLine(planned, verdict));
      }
    }
    this.#tell(events);
  }

  /** Decides anew who serves these listeners, whose verdict is the same as before. */
  reconsider(listenerIds: string[]): void {
    this.#tell(this.#moveTraffic(listenerIds));
  }

  #moveTraffic(listenerIds: string[]): FailoverEvent[] {
    const events = listenerIds.flatMap((id) => this.#serve(id) ?? []);
    this.#engine.route(this.#serving.routing());
    for (const id of listenerIds) {
      this.#observe(id);
    }
    return events;
  }

  async #reconcile(): Promise<void> {
    const desired = this.#desired;
    if (desired === null) {
      return;
    }
    const planned = new Map<string, Planned>();
    const stopped: (StoppedListener & { loadedAt: number | null })[] = [];
    const invalid: (InvalidListener & { loadedAt: number | null })[] = [];
    for (const { snapshot, loadedAt } of desired.loadBalancers) {
      const plan = this.#planOf(snapshot);
      for (const listener of plan.listeners) {
        planned.set(listener.forwarding.id, { ...listener, loadedAt });
      }
      stopped.push(...plan.stopped.map((one) => ({ ...one, loadedAt })));
      for (const one of plan.invalid) {
        invalid.push({ ...one, loadedAt });
        const before = this.#planned.get(one.id);
        if (before) {
          planned.set(one.id, before);
        }
      }
    }
    this.#planned = planned;
    this.#checker.setChecks(checksOf(planned));
    const events = [...planned.keys()].flatMap((id) => this.#serve(id) ?? []);
    this.#serving.keepOnly(planned);
    const results = await this.#engine.apply({
      listeners: new Map([...planned].map(([id, one]) => [id, one.forwarding])),
      routing: this.#serving.routing(),
    });
    const errors = new Map(results.flatMap((result) => (result.error ? [[result.listenerId, result.error] as const] : [])));
    this.#appliedRegions = desired.regions;
    this.#observeAll(planned, stopped, invalid, errors);
    this.#isFirst = false;
    this.#tell(events);
  }

  #planOf(snapshot: LoadBalancerSnapshot): LoadBalancerPlan {
    let plan = this.#plans.get(snapshot);
    if (!plan) {
      plan = planLoadBalancer(snapshot);
      this.#plans.set(snapshot, plan);
    }
    return plan;
  }

  /** Decides who serves a listener; the event, if that moved its traffic. */
  #serve(listenerId: string): FailoverEvent | null {
    const planned = this.#planned.get(listenerId);
    const move = planned && this.#serving.decide(listenerId, planned);
    if (!planned || !move) {
      return null;
    }
    // Of what moved while this node was away, a switch alone is news: somebody waits for it to be carried out.
    const isNews = move.isRestored ? move.isSwitch : this.#observed.get(listenerId)?.state === 'in_force';
    return isNews ? failoverEventOf(planned, move.from, move.to, move.reason) : null;
  }

  #observeAll(
    planned: ReadonlyMap<string, Planned>,
    stopped: (StoppedListener & { loadedAt: number | null })[],
    invalid: (InvalidListener & { loadedAt: number | null })[],
    errors: ReadonlyMap<string, ApplyError>,
  ): void {
    const observed = new Map<string, ObservedListener>();
    const add = (
      id: string,
      of: StoppedListener & { loadedAt: number | null },
      state: ObservedListener['state'],
      error: ObservedListener['error'],
    ) => {
      const before = this.#observed.get(id);
      const isSame = before?.revision === of.revision && before.state === state && before.error?.message === error?.message;
      const delayMs = isSame ? before.delayMs : this.#delayMs(of);
      if (!isSame) {
        this.#logChange(of, state, error, before);
        if (delayMs !== null && error === null) {
          this.#sink.applied(delayMs);
        }
      }
      observed.set(id, {
        listenerId: id,
        regionId: of.regionId,
        place: of.place,
        revision: of.revision,
        state,
        error,
        appliedAt: isSame ? before.appliedAt : new Date(),
        delayMs,
        ...this.#servingAndVerdict(id, state),
      });
    };
    const invalidIds = new Set(invalid.map((one) => one.id));
    for (const [id, one] of planned) {
      if (invalidIds.has(id)) {
        continue;
      }
      const error = errors.get(id) ?? null;
      add(id, { ...one, id }, error ? 'failed' : 'in_force', error);
    }
    for (const one of stopped) {
      add(one.id, one, 'stopped', null);
    }
    for (const one of invalid) {
      const effect = planned.has(one.id) ? ' It still works as before.' : '';
      add(one.id, one, 'failed', { code: 'InvalidConfiguration', message: `${one.message}${effect}` });
    }
    for (const [id, { place }] of this.#observed) {
      if (!observed.has(id)) {
        this.#log.info('listener:removed', { id, ...place });
      }
    }
    this.#observed = observed;
  }

  #logChange(of: StoppedListener, state: string, error: ObservedListener['error'], before: ObservedListener | undefined): void {
    const fields = { id: of.id, ...of.place, revision: of.revision };
    if (error) {
      this.#log.error('listener:failed', { ...fields, code: error.code, reason: error.message });
    } else if (before?.state !== state) {
      this.#log.info(state === 'in_force' ? 'listener:started' : 'listener:stopped', fields);
    } else {
      this.#log.info('listener:changed', fields);
    }
  }

  /** The first state after a start was not seen changing, so its age says nothing. */
  #delayMs(of: { ageMs: number; loadedAt: number | null }): number | null {
    if (this.#isFirst || of.loadedAt === null) {
      return null;
    }
    return Math.min(DELAY_MS_MAX, Math.max(0, Math.round(of.ageMs + performance.now() - of.loadedAt)));
  }

  #observe(listenerId: string): void {
    const before = this.#observed.get(listenerId);
    if (before) {
      this.#observed.set(listenerId, { ...before, ...this.#servingAndVerdict(listenerId, before.state) });
    }
  }

  #servingAndVerdict(listenerId: string, state: ObservedListener['state']): Pick<ObservedListener, 'serving' | 'verdict'> {
    const serving = this.#serving.of(listenerId);
    const planned = this.#planned.get(listenerId);
    const verdict = this.#checker.verdictOf(listenerId);
    return {
      serving: serving && state === 'in_force' ? { role: serving.role, since: serving.since, reason: serving.reason } : null,
      verdict: planned?.check && verdict ? { memberId: planned.members.active.id, ...verdict } : null,
    };
  }

  #tell(events: FailoverEvent[]): void {
    for (const event of events) {
      const { listenerId, groupId: group, from, to, reason } = event;
      const place = this.#planned.get(listenerId)?.place;
      this.#log.warn('traffic:moved', { listener: listenerId, ...place, group, from, to, server: event.toServer, reason });
      this.#sink.failedOver(event);
    }
    this.#report();
  }

  #report(): void {
    this.#sink.observed(this.#observed, this.#appliedRegions);
  }
}

function checksOf(planned: ReadonlyMap<string, PlannedListener>): Map<string, Check> {
  return new Map([...planned].flatMap(([id, one]) => (one.check ? [[id, one.check] as const] : [])));
}

/** The wording of data-plane 6.7. */
function healthLine(planned: PlannedListener, verdict: Verdict): string {
  const { address, port } = planned.members.active;
  const pair = `${hostPort(planned.serviceAddress, planned.port)} to ${hostPort(address, planned.check?.port ?? port)}`;
  return verdict.state === 'unhealthy' ? `${pair} abnormal; cause:${verdict.reason}` : `${pair} normal`;
}
