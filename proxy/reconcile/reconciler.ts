import { BoundedRunner } from '#proxy/bounded-runner.ts';
import type { DrillResult } from '#proxy/drill-result.ts';
import type { ApplyError, Engine, ListenerRouting, LoadBalancerLimits } from '#proxy/engine/engine.ts';
import type { FailoverEvent } from '#proxy/failover-event.ts';
import type { CheckedMember, HealthChecker, Verdict } from '#proxy/health/health-checker.ts';
import { type Log, messageOf } from '#proxy/log.ts';
import { ChangeReceipts } from './change-receipts.ts';
import { failoverEventOf } from './failover-event-of.ts';
import { healthLine } from './health-line.ts';
import { LoadBalancerTable } from './load-balancer-table.ts';
import { Observations } from './observations.ts';
import type { ObservedListener, ObservedSink } from './observed.ts';
import type { LoadBalancerState, PlannedListener, RegionRevision } from './planned.ts';
import type { SavedServing } from './serving-table.ts';
import { TrafficDirector } from './traffic-director.ts';

const APPLY_INTERVAL_MS_MIN = 10;
const APPLY_INTERVAL_MS_MAX = 5000;
/** A listener that could not start is tried again by the first run after this time. */
const FAILED_AGAIN_MS = 4000;
const APPLY_RETRY_MS = 200;
/** Told to the engine at once: thousands of new ports would keep it from answering for long. */
const LISTENERS_PER_PART = 200;

/** Desired state as the reconciler needs it; see source/snapshot.ts. */
export interface DesiredState {
  regions: readonly RegionRevision[];
  /** The same object as before stands for a load balancer of which nothing has changed. */
  loadBalancers: readonly LoadBalancerState[];
}

/**
 * Makes running match desired: merges triggers, plans, applies, and says what came of it. Each run costs what has
 * changed since the last one, not what there is. A verdict takes the short way: it changes the routing at once and
 * neither plans nor waits for anything.
 */
export class Reconciler {
  readonly #engine: Engine;
  readonly #checker: HealthChecker;
  /** Of standbys, for people only: nothing here but the observations may ever read it. */
  readonly #readiness: HealthChecker;
  readonly #sink: ObservedSink;
  readonly #log: Log;
  readonly #runner: BoundedRunner;
  readonly #director: TrafficDirector;
  readonly #observations: Observations;
  readonly #table = new LoadBalancerTable();
  /** The last valid plan of each listener, which stays in force when its row becomes invalid. */
  readonly #planned = new Map<string, PlannedListener>();
  /** Differ from what the engine was told, as far as is known; a run that fails leaves them to the next one. */
  readonly #dirty = new Set<string>();
  /** What the engine said of those that it could not start. */
  readonly #errors = new Map<string, ApplyError>();
  #failedAgainAt = 0;
  #desired: DesiredState | null = null;
  readonly #receipts = new ChangeReceipts();
  #appliedRegions: DesiredState['regions'] = [];
  #isReady = false;

  constructor(options: { engine: Engine; checker: HealthChecker; readiness: HealthChecker; sink: ObservedSink; log: Log }) {
    const { engine, checker, readiness, sink, log } = options;
    this.#engine = engine;
    this.#checker = checker;
    this.#readiness = readiness;
    this.#sink = sink;
    this.#log = log;
    this.#director = new TrafficDirector({
      engine,
      checker,
      log,
      onDrilled: (result) => sink.drilled(result),
      onDue: (listenerId) => this.reconsider([listenerId]),
    });
    this.#observations = new Observations({
      director: this.#director,
      readinessOf: (listenerId, memberId) => readiness.verdictOf(listenerId, memberId),
      servedBy: (listenerId) => engine.servedBy(listenerId),
      log,
      onApplied: (delayMs) => sink.applied(delayMs),
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
    this.#director.stop();
  }

  /** Who served before a restart, and what drills did; to be called before the first state is desired. */
  restore(serving: SavedServing[], drills: DrillResult[]): void {
    this.#director.restore(serving, drills);
  }

  savedDrills(): DrillResult[] {
    return this.#director.savedDrills();
  }

  savedServing(): SavedServing[] {
    return this.#director.savedServing();
  }

  /** A plan was applied, so the ports are open. */
  get isReady(): boolean {
    return this.#isReady;
  }

  listeners(): ReadonlyMap<string, PlannedListener> {
    return this.#planned;
  }

  observed(): ReadonlyMap<string, ObservedListener> {
    return this.#observations.all;
  }

  /** To be called by the checker. The order matters: traffic first, then everybody who wants to know. */
  verdictChanged(members: readonly CheckedMember[], verdict: Verdict): void {
    const events = this.#moveTraffic(listenersOf(members));
    for (const { listenerId, memberId } of members) {
      const planned = this.#planned.get(listenerId);
      if (planned) {
        this.#log.line(healthLine(planned, memberId, verdict));
      }
    }
    this.#tell(events);
  }

  /** To be called by the checker of standbys. */
  readinessChanged(members: readonly CheckedMember[]): void {
    this.#observeAgain(listenersOf(members));
  }

  /** To be called by the engine: it serves these listeners by other means than it said, or for another reason. */
  engineChanged(listenerIds: Iterable<string>): void {
    this.#observeAgain(listenerIds);
  }

  #observeAgain(listenerIds: Iterable<string>): void {
    for (const id of listenerIds) {
      const planned = this.#planned.get(id);
      if (planned) {
        this.#observations.refresh(planned);
      }
    }
    this.#report();
  }

  /** Decides anew who serves these listeners, whose verdicts are the same as before. */
  reconsider(listenerIds: Iterable<string>): void {
    this.#tell(this.#moveTraffic(listenerIds));
  }

  #moveTraffic(listenerIds: Iterable<string>): FailoverEvent[] {
    const planned = Array.from(listenerIds, (id) => this.#planned.get(id)).filter((one) => one !== undefined);
    const events = planned.flatMap((one) => this.#serve(one) ?? []);
    this.#engine.route(new Map(planned.map((one) => [one.id, this.#director.routingOf(one)])));
    this.#director.routed(planned);
    for (const one of planned) {
      this.#observations.refresh(one);
    }
    return events;
  }

  async #reconcile(): Promise<void> {
    const desired = this.#desired;
    if (desired === null) {
      return;
    }
    this.#noteChanges(desired);
    const ids = [...this.#dirty];
    const { set, remove } = this.#replan(ids);
    this.#checker.change({ set: new Map(set.map((one) => [one.id, one.checks])), remove });
    this.#readiness.change({ set: new Map(set.map((one) => [one.id, one.readiness])), remove });
    for (const id of remove) {
      this.#director.remove(id);
    }
    const events = set.flatMap((one) => this.#serve(one) ?? []);
    this.#director.forgetOthers((id) => this.#table.row(id) !== undefined);
    try {
      await this.#applyInParts(ids, set, remove);
      this.#appliedRegions = desired.regions;
      this.#tellReceipts(desired.regions);
      this.#observations.firstIsSeen();
      this.#isReady = true;
    } finally {
      this.#tell(events);
    }
  }

  /** All that goes goes first, so that its ports are free. What is done is done, also if a later part fails. */
  async #applyInParts(ids: readonly string[], set: readonly PlannedListener[], remove: readonly string[]): Promise<void> {
    const later = new Set(set.map((one) => one.id));
    const [first = [], ...others] = partsOf(set);
    await this.#apply(first, remove);
    this.#done([...ids.filter((id) => !later.has(id)), ...first.map((one) => one.id)]);
    for (const part of others) {
      await this.#apply(part, []);
      this.#done(part.map((one) => one.id));
    }
  }

  #done(ids: readonly string[]): void {
    for (const id of ids) {
      this.#dirty.delete(id);
      this.#observe(id);
    }
    this.#report();
  }

  /** What has changed, and what could not start and may be able to now: its port may have been a neighbour's. */
  #noteChanges(desired: DesiredState): void {
    const { listenerIds, loadBalancerIds } = this.#table.take(desired.loadBalancers);
    for (const id of listenerIds) {
      this.#dirty.add(id);
      this.#touch(id);
    }
    const isTime = performance.now() >= this.#failedAgainAt;
    for (const id of this.#errors.keys()) {
      if (isTime || loadBalancerIds.has(this.#planned.get(id)?.loadBalancerId ?? '')) {
        this.#dirty.add(id);
      }
    }
    if (isTime) {
      this.#failedAgainAt = performance.now() + FAILED_AGAIN_MS;
    }
  }

  /** A listener that was stopped before and is so now carries nothing that could be touched. */
  #touch(id: string): void {
    const row = this.#table.row(id);
    const before = this.#planned.get(id);
    const regionId = (row ?? before)?.regionId;
    if (regionId !== undefined && (before || row?.state !== 'stopped')) {
      this.#receipts.touch(id, regionId);
    }
  }

  #tellReceipts(regions: DesiredState['regions']): void {
    const isFailed = (id: string) => this.#errors.has(id) || this.#table.row(id)?.state === 'invalid';
    const receipts = this.#receipts.take(regions, isFailed);
    if (receipts.length > 0) {
      this.#sink.received(receipts);
    }
  }

  /** An invalid row changes nothing: what worked goes on, and what could not start is tried again. */
  #replan(ids: readonly string[]): { set: PlannedListener[]; remove: string[] } {
    const set: PlannedListener[] = [];
    const remove: string[] = [];
    for (const id of ids) {
      const row = this.#table.row(id);
      const before = this.#planned.get(id);
      if (row?.state === 'planned') {
        this.#planned.set(id, row);
        set.push(row);
      } else if (row?.state !== 'invalid') {
        this.#planned.delete(id);
        this.#errors.delete(id);
        remove.push(id);
      } else if (before && this.#errors.has(id)) {
        set.push(before);
      }
    }
    return { set, remove };
  }

  async #apply(set: readonly PlannedListener[], remove: readonly string[]): Promise<void> {
    if (set.length === 0 && remove.length === 0) {
      return;
    }
    const told = new Map(set.map((one) => [one.id, { plan: one.forwarding, routing: this.#director.routingOf(one) }]));
    const results = await this.#engine.apply({ set: told, remove: new Set(remove), limits: this.#limitsOf(set) });
    this.#receipts.note(this.#engine.effects());
    for (const { listenerId, error } of results) {
      if (error) {
        this.#errors.set(listenerId, error);
      } else {
        this.#errors.delete(listenerId);
      }
    }
    this.#routeAnew(set, told);
    this.#director.routed(set);
  }

  /** A verdict may have come while the engine was at work on listeners that it did not know yet. */
  #routeAnew(set: readonly PlannedListener[], told: ReadonlyMap<string, { routing: ListenerRouting }>): void {
    const changes = new Map<string, ListenerRouting>();
    for (const one of set) {
      const routing = this.#director.routingOf(one);
      const before = told.get(one.id)?.routing;
      if (routing.serving !== before?.serving || routing.unhealthy.join() !== before.unhealthy.join()) {
        changes.set(one.id, routing);
      }
    }
    if (changes.size > 0) {
      this.#engine.route(changes);
    }
  }

  #limitsOf(set: readonly PlannedListener[]): Map<string, LoadBalancerLimits> {
    const limits = new Map<string, LoadBalancerLimits>();
    for (const { loadBalancerId } of set) {
      const own = limits.has(loadBalancerId) ? undefined : this.#table.limitsOf(loadBalancerId);
      if (own) {
        limits.set(loadBalancerId, own);
      }
    }
    return limits;
  }

  /** Decides who serves a listener; the event, if that moved its traffic. */
  #serve(planned: PlannedListener): FailoverEvent | null {
    const move = this.#director.decide(planned, !this.#errors.has(planned.id));
    if (move === null || planned.failover === null) {
      return null;
    }
    // Of what moved while this node was away, a switch is news, since somebody waits for it, and so is the end of a drill.
    const isNews = move.isRestored ? move.isSwitch || move.isDrill : this.observed().get(planned.id)?.state === 'in_force';
    return isNews ? failoverEventOf(planned, planned.failover, move) : null;
  }

  #observe(id: string): void {
    const row = this.#table.row(id);
    const planned = this.#planned.get(id);
    switch (row?.state) {
      case 'planned': {
        const error = this.#errors.get(id) ?? null;
        this.#observations.see(row, error ? 'failed' : 'in_force', error, planned);
        break;
      }
      case 'stopped':
        this.#observations.see(row, 'stopped', null, undefined);
        break;
      case 'invalid': {
        const effect = planned && !this.#errors.has(id) ? ' It still works as before.' : '';
        this.#observations.see(row, 'failed', { code: 'InvalidConfiguration', message: `${row.message}${effect}` }, planned);
        break;
      }
      default:
        this.#observations.remove(id);
    }
  }

  #tell(events: readonly FailoverEvent[]): void {
    for (const event of events) {
      const { listenerId, groupId: group, from, to, reason } = event;
      const place = this.#planned.get(listenerId)?.place;
      this.#log.warn('traffic:moved', { listener: listenerId, ...place, group, from, to, server: event.toServer, reason });
      this.#sink.failedOver(event);
    }
    this.#report();
  }

  /** Before the first plan is in force there is nothing to say, least of all that nothing is served. */
  #report(): void {
    if (this.#isReady) {
      this.#sink.observed({ listeners: this.#observations.takeChanged(), regions: this.#appliedRegions });
    }
  }
}

/** Listeners of one load balancer stay together: they may swap their ports. */
function partsOf(set: readonly PlannedListener[]): PlannedListener[][] {
  const parts: PlannedListener[][] = [];
  let part: PlannedListener[] = [];
  for (const one of set) {
    if (part.length >= LISTENERS_PER_PART && one.loadBalancerId !== part.at(-1)?.loadBalancerId) {
      parts.push(part);
      part = [];
    }
    part.push(one);
  }
  return part.length > 0 ? [...parts, part] : parts;
}

function listenersOf(members: readonly CheckedMember[]): Set<string> {
  return new Set(members.map((member) => member.listenerId));
}
