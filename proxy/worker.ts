import packageJson from '../package.json' with { type: 'json' };
import { AdminServer } from './admin/admin-server.ts';
import { Metrics } from './admin/metrics.ts';
import type { ListenerFacts } from './admin/traffic-metrics.ts';
import type { DrillResult } from './drill-result.ts';
import type { CreateEngine } from './engine/create-engine.ts';
import type { ReloadableEngine } from './engine/engine.ts';
import type { Environment } from './environment.ts';
import type { FailoverEvent } from './failover-event.ts';
import type { Check } from './health/check.ts';
import { type CheckedMember, HealthChecker } from './health/health-checker.ts';
import { probe } from './health/probe.ts';
import type { ProbeRun } from './health/probe-run.ts';
import { factsOf } from './listener-facts.ts';
import type { Log } from './log.ts';
import { LogLimit } from './log-limit.ts';
import { ProbeDesk } from './probe-requests/probe-desk.ts';
import type { ChangeReceipt, ObservedChange, ObservedSink } from './reconcile/observed.ts';
import { Reconciler } from './reconcile/reconciler.ts';
import { HistoryReport } from './report/history-report.ts';
import { Reporter } from './report/reporter.ts';
import { type LastGood, LastGoodCopy } from './source/last-good-copy.ts';
import type { Snapshot } from './source/snapshot.ts';
import { SnapshotSource } from './source/snapshot-source.ts';

/** How long a start waits for Postgres before it takes the last good copy. */
const START_WITHOUT_POSTGRES_MS = 2000;
/** Verdicts in the copy count as fresh as the copy, so it is written again now and then. */
const SAVE_INTERVAL_MS = 60_000;
/** Descriptors for them are apart from those of the probes that traffic depends on. */
const READINESS_PROBES_RUNNING_MAX = 250;
const SOURCE_STOP_MS_MAX = 500;
/** What may happen thousands of times a second is logged this often. */
const PROBLEM_LOG_INTERVAL_MS = 60_000;

/** All parts of one worker, joined. */
export class Worker implements ObservedSink {
  readonly #log: Log;
  readonly #regions: string[] | null;
  readonly #copy: LastGoodCopy;
  readonly #engine: ReloadableEngine;
  readonly #checker: HealthChecker;
  /** Of standbys, for people only (decision 12). */
  readonly #readiness: HealthChecker;
  readonly #reconciler: Reconciler;
  readonly #source: SnapshotSource;
  readonly #reporter: Reporter;
  readonly #history: HistoryReport;
  readonly #probeDesk: ProbeDesk;
  readonly #metrics: Metrics;
  readonly #admin: AdminServer;
  #snapshot: Snapshot | null = null;
  #saveTimer: NodeJS.Timeout | undefined;

  constructor(environment: Environment, log: Log, createEngine: CreateEngine) {
    const { databaseUrl, dataDir, regions, nodeId, host, metricsPort } = environment;
    this.#log = log;
    this.#regions = regions;
    const limited = new LogLimit(PROBLEM_LOG_INTERVAL_MS);
    this.#engine = createEngine({
      onProblem: ({ listenerId, reason }) =>
        limited.run(`${listenerId} ${reason}`, () => log.error('listener:limited', { listener: listenerId, reason })),
      onServedByChanged: (listenerIds) => this.#reconciler.engineChanged(listenerIds),
    });
    this.#copy = new LastGoodCopy({ dataDir, nodeId, log });
    this.#history = new HistoryReport({
      nodeId,
      log,
      isChecked: ({ listenerId, memberId }) =>
        [this.#checker, this.#readiness].some((checker) => checker.verdictOf(listenerId, memberId) !== undefined),
      serverNameOf: ({ listenerId, memberId }) => this.#reconciler.listeners().get(listenerId)?.members.get(memberId)?.serverName,
    });
    const onRun = (members: CheckedMember[], run: ProbeRun, probesBefore: number) => this.#history.runBegan(members, run, probesBefore);
    const onInconclusive = (check: Check, reason: string) => {
      this.#metrics.probeWasInconclusive();
      limited.run(reason, () => log.error('probe:inconclusive', { address: check.address, port: check.port, reason }));
    };
    this.#checker = new HealthChecker({
      probe,
      onVerdict: (members, verdict, before) => {
        this.#reconciler.verdictChanged(members, verdict);
        this.#history.verdictChanged(members, verdict, before);
        this.#save();
      },
      onRun,
      onStable: (members) => this.#reconciler.reconsider(new Set(members.map((member) => member.listenerId))),
      onInconclusive,
    });
    this.#readiness = new HealthChecker({
      probe,
      onVerdict: (members, verdict, before) => {
        this.#reconciler.readinessChanged(members);
        this.#history.verdictChanged(members, verdict, before);
        this.#save();
      },
      onRun,
      onInconclusive,
      probesRunningMax: READINESS_PROBES_RUNNING_MAX,
    });
    this.#reconciler = new Reconciler({ engine: this.#engine, checker: this.#checker, readiness: this.#readiness, sink: this, log });
    this.#probeDesk = new ProbeDesk({ databaseUrl, nodeId, regions, probe, log });
    this.#source = new SnapshotSource({
      databaseUrl,
      regions,
      log,
      onSnapshot: (snapshot) => this.#take(snapshot),
      onProbeAsked: () => this.#probeDesk.lookAgain(),
    });
    this.#reporter = new Reporter({
      databaseUrl,
      nodeId,
      engine: this.#engine,
      version: packageJson.version,
      log,
      counters: () => this.#engine.counters(),
      missedNotifications: (regionId) => this.#source.missedNotifications(regionId),
      history: this.#history,
    });
    this.#metrics = new Metrics({
      engine: this.#engine,
      listeners: () => this.#facts(),
      missedNotifications: () => this.#source.missedNotificationsTotal(),
      failedReports: () => this.#reporter.failures,
      lostHistory: () => this.#history.lost,
      readAgeSeconds: () => this.#source.readAgeSeconds(),
    });
    this.#admin = new AdminServer({ host, port: metricsPort, log, metrics: this.#metrics, isReady: () => this.#reconciler.isReady });
  }

  /** Resolves when desired state was read, from Postgres or from the last good copy, or neither could be. */
  async start(): Promise<void> {
    this.#admin.start();
    const copy = await this.#copy.load();
    this.#checker.restore(copy?.verdicts ?? []);
    this.#readiness.restore(copy?.readiness ?? []);
    this.#reporter.start(copy?.events ?? [], copy?.drills ?? []);
    this.#reconciler.restore(copy?.serving ?? [], copy?.drills ?? []);
    this.#probeDesk.lookAgain();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), START_WITHOUT_POSTGRES_MS);
    });
    const isRead = await Promise.race([this.#source.start(), limit]);
    clearTimeout(timer);
    if (!isRead && copy && this.#snapshot === null) {
      this.#log.warn('worker:started-from-copy', { savedAt: copy.savedAt, loadBalancers: copy.loadBalancers.length });
      this.#take(this.#served(copy));
    } else if (!isRead && this.#snapshot === null) {
      this.#log.error('worker:waiting', { reason: 'neither Postgres nor a last good copy can be read; no port is open' });
    }
    this.#saveTimer = setInterval(() => this.#save(), SAVE_INTERVAL_MS);
  }

  /** Ends open connections after `drainMs`; a second call may shorten that. */
  async stop(drainMs: number): Promise<void> {
    clearInterval(this.#saveTimer);
    const sourceStopped = this.#source.stop();
    const probeDeskStopped = this.#probeDesk.stop();
    await this.#reconciler.stop();
    // What is saved is asked for only when it is written, and a stopped checker has no verdicts.
    this.#save();
    await this.#copy.settled();
    this.#checker.stop();
    this.#readiness.stop();
    await this.#engine.close(drainMs);
    await Promise.all([this.#reporter.stop(), this.#copy.settled(), probeDeskStopped]);
    // A read that hangs ends by its own time limit; nobody needs to wait for it.
    await Promise.race([sourceStopped, new Promise((resolve) => setTimeout(resolve, SOURCE_STOP_MS_MAX).unref())]);
    this.#admin.stop();
  }

  /** The first plan is in force. */
  get isReady(): boolean {
    return this.#reconciler.isReady;
  }

  /** Replaces the forwarders by new ones that read their code from disk, and looks anew at what the host offers; nothing is closed or cut for it. */
  async reload(): Promise<void> {
    await this.#engine.reload();
  }

  /** Cuts what `stop` still waits for. */
  async cut(): Promise<void> {
    await this.#engine.close(0);
  }

  observed(change: ObservedChange): void {
    this.#reporter.observed(change);
  }

  applied(delayMs: number): void {
    this.#metrics.appliedAfter(delayMs);
  }

  failedOver(event: FailoverEvent): void {
    this.#metrics.failedOver(event.to);
    this.#reporter.failedOver(event);
    this.#save();
  }

  drilled(result: DrillResult): void {
    this.#reporter.drilled(result);
    this.#save();
  }

  received(receipts: ChangeReceipt[]): void {
    this.#reporter.received(receipts);
  }

  /** The copy may come from a time when this node served other regions. */
  #served(copy: LastGood): Snapshot {
    const isServed = (regionId: string) => this.#regions === null || this.#regions.includes(regionId);
    return {
      regions: copy.regions.filter((region) => isServed(region.id)).map((region) => ({ ...region, made: null })),
      loadBalancers: copy.loadBalancers.filter((snapshot) => isServed(snapshot.regionId)).map((snapshot) => ({ snapshot, loadedAt: null })),
    };
  }

  #take(snapshot: Snapshot): void {
    const before = this.#snapshot;
    this.#snapshot = snapshot;
    if (before === null || !isSame(before, snapshot)) {
      this.#reconciler.desire(snapshot);
      this.#save();
    }
  }

  #save(): void {
    const snapshot = this.#snapshot;
    if (snapshot) {
      this.#copy.save(() => ({
        regions: snapshot.regions.map(({ id, revision }) => ({ id, revision })),
        loadBalancers: snapshot.loadBalancers.map((record) => record.snapshot),
        verdicts: this.#checker.verdicts(),
        readiness: this.#readiness.verdicts(),
        serving: this.#reconciler.savedServing(),
        drills: [...this.#reporter.pendingDrills(), ...this.#reconciler.savedDrills()],
        events: this.#reporter.pendingEvents(),
      }));
    }
  }

  #facts(): Map<string, ListenerFacts> {
    const observed = this.#reconciler.observed();
    return new Map(Array.from(this.#reconciler.listeners(), ([id, planned]) => [id, factsOf(planned, observed.get(id))]));
  }
}

/** Records are the same objects as long as nothing of them has changed. */
function isSame(a: Snapshot, b: Snapshot): boolean {
  return (
    a.loadBalancers.length === b.loadBalancers.length &&
    a.regions.length === b.regions.length &&
    a.loadBalancers.every((record, index) => record === b.loadBalancers[index]) &&
    a.regions.every((region, index) => region.id === b.regions[index]?.id && region.revision === b.regions[index].revision)
  );
}
