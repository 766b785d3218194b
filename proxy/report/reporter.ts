import type pg from 'pg';
import { z } from 'zod';
import { NODE_HEARTBEAT_SECONDS } from '#domain/limits.ts';
import { BoundedRunner } from '#proxy/bounded-runner.ts';
import type { DrillResult } from '#proxy/drill-result.ts';
import type { Engine, ListenerCounters } from '#proxy/engine/engine.ts';
import type { FailoverEvent } from '#proxy/failover-event.ts';
import { type Log, messageOf } from '#proxy/log.ts';
import { createPostgresPool } from '#proxy/postgres-pool.ts';
import type { ChangeReceipt, ObservedChange, ObservedSink } from '#proxy/reconcile/observed.ts';
import { notifyRegions, runBatch } from './batch.ts';
import { DrillLedger } from './drill-ledger.ts';
import { EventQueue } from './event-queue.ts';
import type { HistoryReport } from './history-report.ts';
import { Pruner } from './pruner.ts';
import { ReceiptLedger } from './receipt-ledger.ts';
import { ROW_COUNTS_QUERY } from './report-query.ts';
import { type RegionRow, regionRow } from './rows.ts';
import { StateLedger } from './state-ledger.ts';
import { TrafficReport } from './traffic-report.ts';

const REPORT_INTERVAL_MS_MIN = 20;
const REPORT_RETRY_MS = 200;
/** Heartbeats are a little closer together than promised, since a report may be late. */
const HEARTBEAT_MS = NODE_HEARTBEAT_SECONDS * 1000;
const HEARTBEAT_SLACK_MS = 100;
/** How long an orderly stop waits for the last report. */
const LAST_REPORT_MS_MAX = 2000;
/** Statuses, verdicts and readiness of one transaction; more wait for the next one. */
const STATE_ROWS_PER_REPORT = 5000;

const RowCounts = z.object({ statuses: z.number(), verdicts: z.number(), readiness: z.number(), regions: z.number() });

export interface ReporterOptions {
  databaseUrl: string;
  nodeId: string;
  engine: Pick<Engine, 'name' | 'hints'>;
  version: string;
  log: Log;
  counters: () => ListenerCounters[];
  missedNotifications: (regionId: string) => number;
  history: HistoryReport;
}

/**
 * Writes what this node observes to Postgres, in batches: soon after a change, and with every heartbeat. Says only
 * what is new, and says everything again after a connection was lost or rows have vanished. Traffic is told with the
 * heartbeats, and never waits for any of this.
 */
export class Reporter implements Omit<ObservedSink, 'applied'> {
  readonly #options: ReporterOptions;
  readonly #pool: pg.Pool;
  readonly #runner: BoundedRunner;
  readonly #startedAt = performance.now();
  readonly #state = new StateLedger();
  readonly #events: EventQueue;
  readonly #drills: DrillLedger;
  readonly #receipts: ReceiptLedger;
  readonly #traffic: TrafficReport;
  readonly #pruner = new Pruner();
  #regions: readonly { id: string; revision: number; appliedAt: Date }[] = [];
  /** Texts of the rows that the database is known to hold, by region. */
  #regionsWritten = new Map<string, string>();
  /** What was last said of the engine. */
  #engineTold = '';
  /** Rows of an earlier process may be there, or others that hold no longer. */
  #isUnknown = true;
  #hasPlan = false;
  #isStopped = false;
  #isFirst = true;
  #isFailing = false;
  #failures = 0;
  #heartbeatAt = Number.NEGATIVE_INFINITY;
  /** From `performance.now()` to the clock of the database; this node's own clock until the database has told its. */
  #clockOffsetMs = performance.timeOrigin;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#events = new EventQueue(options);
    this.#drills = new DrillLedger(options);
    this.#receipts = new ReceiptLedger(options);
    this.#traffic = new TrafficReport(options.nodeId);
    this.#pool = createPostgresPool(options.databaseUrl, 'report');
    // A new server process may have lost what the old one was told; everything is said again.
    this.#pool.on('connect', () => this.#forget());
    this.#runner = new BoundedRunner({
      run: () => this.#report(),
      minIntervalMs: REPORT_INTERVAL_MS_MIN,
      maxIntervalMs: HEARTBEAT_MS - HEARTBEAT_SLACK_MS,
      retryMs: REPORT_RETRY_MS,
      onFailure: (error) => this.#fail(error),
    });
  }

  /** What an earlier process of this node may not have reported. */
  start(events: FailoverEvent[], drills: DrillResult[] = []): void {
    this.#events.restore(events);
    for (const result of drills) {
      this.#drills.add(result);
    }
    this.#runner.trigger();
  }

  observed({ listeners, regions }: ObservedChange): void {
    this.#state.observe(listeners);
    const before = new Map(this.#regions.map((region) => [region.id, region]));
    this.#regions = regions.map(({ id, revision }) => {
      const same = before.get(id);
      return same?.revision === revision ? same : { id, revision, appliedAt: new Date() };
    });
    this.#hasPlan = true;
    this.#runner.trigger();
  }

  failedOver(event: FailoverEvent): void {
    this.#events.add(event);
    this.#runner.trigger();
  }

  drilled(result: DrillResult): void {
    this.#drills.add(result);
    this.#runner.trigger();
  }

  received(receipts: ChangeReceipt[]): void {
    this.#receipts.add(receipts);
    this.#runner.trigger();
  }

  pendingDrills(): DrillResult[] {
    return this.#drills.pending();
  }

  /** Events that Postgres does not have yet. */
  pendingEvents(): FailoverEvent[] {
    return this.#events.pending();
  }

  /** How many reports have failed. */
  get failures(): number {
    return this.#failures;
  }

  /** Reports the stop, if Postgres answers in time. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LAST_REPORT_MS_MAX);
    });
    const last = this.#runner
      .stop()
      .then(() => this.#report())
      .catch((error: unknown) => this.#options.log.warn('report:failed', { reason: messageOf(error) }))
      .then(() => this.#pool.end());
    await Promise.race([last, limit]);
    clearTimeout(timer);
  }

  async #report(): Promise<void> {
    const isHeartbeat = this.#isStopped || performance.now() - this.#heartbeatAt >= HEARTBEAT_MS - 2 * HEARTBEAT_SLACK_MS;
    if (isHeartbeat) {
      this.#heartbeatAt = performance.now();
      // Also while Postgres is away, so that each minute gets what is its own.
      this.#collectTraffic();
    }
    const client = await this.#pool.connect();
    try {
      await this.#reportTo(client, isHeartbeat);
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
    this.#isFirst = false;
    if (this.#isFailing) {
      this.#isFailing = false;
      this.#options.log.info('report:resumed');
    }
    const parts = [this.#events, this.#drills, this.#receipts, this.#state, this.#traffic, this.#options.history];
    if (parts.some((part) => part.isBehind)) {
      this.#runner.trigger();
    }
  }

  async #reportTo(client: pg.PoolClient, isHeartbeat: boolean): Promise<void> {
    const { history } = this.#options;
    const changedRegions = await this.#events.report(client);
    await history.writeChanges(client);
    if (isHeartbeat) {
      await this.#noticeLoss(client);
    }
    await this.#reportState(client, changedRegions);
    await notifyRegions(client, new Set([...(await this.#drills.report(client)), ...(await this.#receipts.report(client))]));
    if (isHeartbeat || this.#traffic.isBehind) {
      await this.#traffic.write(client);
    }
    if (isHeartbeat) {
      await history.writeRuns(client, this.#isStopped);
      await this.#pruner.prune(client);
    }
  }

  /** Minutes are those of the database's clock, told from here by a clock that nobody sets. */
  #collectTraffic(): void {
    const counters = this.#options.counters();
    this.#traffic.collect(this.#isStopped ? counters.map(closed) : counters, performance.now() + this.#clockOffsetMs);
  }

  async #reportState(client: pg.PoolClient, changedRegions: Set<string>): Promise<void> {
    const { nodeId, version } = this.#options;
    const engine = { engine: this.#options.engine.name, hints: this.#options.engine.hints() };
    const engineTold = JSON.stringify(engine);
    const isNodeNews = this.#isFirst || this.#isStopped || engineTold !== this.#engineTold;
    const regions = this.#newRegions();
    const isUnknown = this.#hasPlan && this.#isUnknown;
    const regionIds = this.#regions.map((region) => region.id);
    const listeners = this.#state.take(this.#hasPlan ? STATE_ROWS_PER_REPORT : 0);
    const { nowMs, present } = await runBatch(client, {
      node: { id: nodeId, ...engine, version, uptimeSeconds: (performance.now() - this.#startedAt) / 1000, isStopped: this.#isStopped },
      regionIds,
      regions,
      listeners,
      onlyListeners: isUnknown ? this.#state.ids() : null,
      isStarting: this.#isFirst && !this.#hasPlan,
      regionOf: (listenerId) => this.#state.regionOf(listenerId),
      changedRegions: isNodeNews ? [...changedRegions, ...regionIds] : changedRegions,
    });
    this.#clockOffsetMs = nowMs - performance.now();
    this.#engineTold = engineTold;
    this.#state.acknowledge(listeners, present);
    for (const row of regions) {
      this.#regionsWritten.set(row.region_id, JSON.stringify(row));
    }
    if (isUnknown) {
      this.#isUnknown = false;
    }
  }

  #newRegions(): RegionRow[] {
    const rows = this.#regions.map((region) => regionRow(region, this.#options.missedNotifications(region.id)));
    const served = new Set(rows.map((row) => row.region_id));
    for (const id of this.#regionsWritten.keys()) {
      if (!served.has(id)) {
        this.#regionsWritten.delete(id);
        this.#isUnknown = true;
      }
    }
    return rows.filter((row) => this.#regionsWritten.get(row.region_id) !== JSON.stringify(row));
  }

  /** Rows that were written and are gone were deleted with their listener, or by hand: say everything again. */
  async #noticeLoss(client: pg.PoolClient): Promise<void> {
    const counts = RowCounts.parse((await client.query(ROW_COUNTS_QUERY, [this.#options.nodeId])).rows[0]);
    const { statuses, verdicts, readiness } = this.#state.written;
    const isLess = counts.statuses < statuses || counts.verdicts < verdicts || counts.readiness < readiness;
    if (isLess || counts.regions < this.#regionsWritten.size) {
      this.#forget();
    }
  }

  #forget(): void {
    this.#isUnknown = true;
    this.#regionsWritten.clear();
    this.#state.forget();
  }

  #fail(error: unknown): void {
    this.#failures += 1;
    this.#forget();
    if (!this.#isFailing) {
      this.#isFailing = true;
      this.#options.log.error('report:failed', {
        reason: messageOf(error),
        effect: 'the console shows an old state; traffic is not concerned',
      });
    }
  }
}

/** What was open ends with this process. */
function closed(counters: ListenerCounters): ListenerCounters {
  return { ...counters, connectionsCurrent: 0, members: counters.members.map((member) => ({ ...member, connectionsCurrent: 0 })) };
}
