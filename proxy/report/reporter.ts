import type pg from 'pg';
import { z } from 'zod';
import { NODE_HEARTBEAT_SECONDS } from '#domain/limits.ts';
import { BoundedRunner } from '#proxy/bounded-runner.ts';
import type { ListenerCounters } from '#proxy/engine/engine.ts';
import type { FailoverEvent } from '#proxy/failover-event.ts';
import { codeOf, type Log, messageOf } from '#proxy/log.ts';
import { createPostgresPool } from '#proxy/postgres-pool.ts';
import type { ObservedListener, ObservedSink } from '#proxy/reconcile/observed.ts';
import { Batch, type BatchContent, type Rows } from './batch.ts';
import { EVENTS_QUERY, PRUNE_EVENTS_QUERY, ROW_COUNTS_QUERY } from './report-query.ts';
import { regionRow, statusRow, verdictRow } from './rows.ts';
import { TrafficDeltas } from './traffic-deltas.ts';
import { Written } from './written.ts';

const REPORT_INTERVAL_MS_MIN = 20;
const REPORT_RETRY_MS = 200;
/** How long an orderly stop waits for the last report. */
const LAST_REPORT_MS_MAX = 2000;
/** Events wait for Postgres up to this number; then the oldest are lost, and that is logged. */
const EVENTS_MAX = 10_000;
const EVENTS_PER_REPORT = 500;
const PRUNE_INTERVAL_MS = 3_600_000;
/** invalid_parameter_value: "transaction ID is in the future". */
const TRANSACTION_UNKNOWN = '22023';

const RowCounts = z.object({ statuses: z.number(), verdicts: z.number(), regions: z.number() });

export interface ReporterOptions {
  databaseUrl: string;
  nodeId: string;
  engine: string;
  version: string;
  log: Log;
  counters: () => ListenerCounters[];
  missedNotifications: (regionId: string) => number;
}

/**
 * Writes what this node observes to Postgres, in batches: soon after a change, and with every heartbeat. Says only
 * what is new, and says everything again after a connection was lost or rows have vanished. Traffic never waits for it.
 */
export class Reporter implements Omit<ObservedSink, 'applied'> {
  readonly #options: ReporterOptions;
  readonly #pool: pg.Pool;
  readonly #runner: BoundedRunner;
  readonly #startedAt = performance.now();
  readonly #deltas = new TrafficDeltas();
  readonly #written = new Written();
  #listeners: ReadonlyMap<string, ObservedListener> = new Map();
  #regions: readonly { id: string; revision: number; appliedAt: Date }[] = [];
  #events: FailoverEvent[] = [];
  #doubtful: { batch: Batch; counters: ListenerCounters[] } | null = null;
  #hasPlan = false;
  #isStopped = false;
  #isFirst = true;
  #isFailing = false;
  #prunedAt = Number.NEGATIVE_INFINITY;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#pool = createPostgresPool(options.databaseUrl, 'report');
    // A new server process may have lost what the old one was told; everything is said again.
    this.#pool.on('connect', () => this.#written.forget());
    this.#runner = new BoundedRunner({
      run: () => this.#report(),
      minIntervalMs: REPORT_INTERVAL_MS_MIN,
      maxIntervalMs: NODE_HEARTBEAT_SECONDS * 1000,
      retryMs: REPORT_RETRY_MS,
      onFailure: (error) => this.#fail(error),
    });
  }

  /** `events`: what an earlier process of this node could not report. */
  start(events: FailoverEvent[]): void {
    this.#events = [...events, ...this.#events];
    this.#runner.trigger();
  }

  observed(listeners: ReadonlyMap<string, ObservedListener>, regions: readonly { id: string; revision: number }[]): void {
    this.#listeners = listeners;
    const before = new Map(this.#regions.map((region) => [region.id, region]));
    this.#regions = regions.map(({ id, revision }) => {
      const same = before.get(id);
      return same?.revision === revision ? same : { id, revision, appliedAt: new Date() };
    });
    this.#hasPlan = true;
    this.#runner.trigger();
  }

  failedOver(event: FailoverEvent): void {
    this.#events.push(event);
    if (this.#events.length > EVENTS_MAX) {
      const [lost] = this.#events.splice(0, 1);
      this.#options.log.error('failover-event:lost', { listener: lost?.listenerId, at: lost?.at });
    }
    this.#runner.trigger();
  }

  /** Events that Postgres does not have yet. */
  pendingEvents(): FailoverEvent[] {
    return [...this.#events];
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
    const client = await this.#pool.connect();
    try {
      await this.#settleDoubt(client);
      const eventRegions = await this.#reportEvents(client);
      await this.#reportState(client, eventRegions);
      await this.#prune(client);
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
    if (this.#events.length > 0) {
      this.#runner.trigger();
    }
  }

  async #reportState(client: pg.PoolClient, eventRegions: ReadonlySet<string>): Promise<void> {
    await this.#noticeLoss(client);
    const counters = this.#options.counters().map((one) => (this.#isStopped ? { ...one, connectionsCurrent: 0 } : one));
    const batch = new Batch(this.#content(counters));
    try {
      await batch.run(client, eventRegions);
    } catch (error) {
      if (batch.transactionId !== null) {
        this.#doubtful = { batch, counters };
      }
      throw error;
    }
    this.#acknowledge(batch);
    this.#deltas.stored(counters, batch.writtenTraffic);
  }

  /** Rows that were written and are gone were deleted with their listener, or by hand: say everything again. */
  async #noticeLoss(client: pg.PoolClient): Promise<void> {
    const counts = RowCounts.parse((await client.query(ROW_COUNTS_QUERY, [this.#options.nodeId])).rows[0]);
    const { regions, statuses, verdicts } = this.#written;
    if (counts.regions < regions.size || counts.statuses < statuses.size || counts.verdicts < verdicts.size) {
      this.#written.forget();
    }
  }

  #content(counters: ListenerCounters[]): BatchContent {
    const { nodeId, engine, version, missedNotifications } = this.#options;
    const listeners = [...this.#listeners.values()];
    const all: Rows = {
      regions: this.#regions.map((region) => regionRow(region, missedNotifications(region.id))),
      statuses: listeners.map(statusRow),
      verdicts: listeners.flatMap(verdictRow),
    };
    const { regions, statuses, verdicts, isUnknown } = this.#written;
    return {
      node: { id: nodeId, engine, version, uptimeSeconds: (performance.now() - this.#startedAt) / 1000, isStopped: this.#isStopped },
      isFirst: this.#isFirst,
      all: this.#hasPlan ? all : null,
      pending: {
        regions: regions.pending(all.regions),
        statuses: statuses.pending(all.statuses),
        verdicts: verdicts.pending(all.verdicts),
      },
      hasLeft: isUnknown || regions.hasLeft(all.regions) || statuses.hasLeft(all.statuses) || verdicts.hasLeft(all.verdicts),
      traffic: this.#deltas.pending(counters),
      regionOf: new Map(listeners.map((listener) => [listener.listenerId, listener.regionId])),
    };
  }

  #acknowledge({ content, writtenRegions, writtenStatuses, writtenVerdicts }: Batch): void {
    if (content.all) {
      const { regions, statuses, verdicts } = this.#written;
      this.#written.isUnknown = false;
      regions.keepOnly(content.all.regions);
      statuses.keepOnly(content.all.statuses);
      verdicts.keepOnly(content.all.verdicts);
      regions.add(content.pending.regions, (row) => writtenRegions.has(row.region_id));
      statuses.add(content.pending.statuses, (row) => writtenStatuses.has(row.listener_id));
      verdicts.add(content.pending.verdicts, (row) => writtenVerdicts.has(row.listener_id));
    }
  }

  /** Whether the last commit, whose answer was lost, took effect: what it added must be added exactly once. */
  async #settleDoubt(client: pg.PoolClient): Promise<void> {
    if (this.#doubtful) {
      const { batch, counters } = this.#doubtful;
      try {
        const result = await client.query('SELECT pg_xact_status($1::xid8) AS status', [batch.transactionId]);
        if (result.rows[0]?.status === 'committed') {
          this.#deltas.stored(counters, batch.writtenTraffic);
        }
      } catch (error) {
        // Another database than before, for example one restored from a backup, does not know the number.
        if (codeOf(error) !== TRANSACTION_UNKNOWN) {
          throw error;
        }
      }
      this.#doubtful = null;
    }
  }

  /** In a transaction of its own, since it may wait for a load balancer that is being deleted. */
  async #reportEvents(client: pg.PoolClient): Promise<Set<string>> {
    const events = this.#events.slice(0, EVENTS_PER_REPORT);
    if (events.length > 0) {
      const rows = events.map((event) => ({
        id: event.id,
        load_balancer_id: event.loadBalancerId,
        listener_id: event.listenerId,
        protocol: event.protocol,
        port: event.port,
        group_id: event.groupId,
        group_name: event.groupName,
        from_role: event.from,
        to_role: event.to,
        from_server: event.fromServer,
        to_server: event.toServer,
        reason: event.reason,
        at: event.at,
      }));
      await client.query(EVENTS_QUERY, [this.#options.nodeId, JSON.stringify(rows)]);
      const stored = new Set(events);
      this.#events = this.#events.filter((event) => !stored.has(event));
    }
    return new Set(events.map((event) => event.regionId));
  }

  async #prune(client: pg.PoolClient): Promise<void> {
    if (performance.now() - this.#prunedAt > PRUNE_INTERVAL_MS) {
      await client.query(PRUNE_EVENTS_QUERY);
      this.#prunedAt = performance.now();
    }
  }

  #fail(error: unknown): void {
    this.#written.forget();
    if (!this.#isFailing) {
      this.#isFailing = true;
      this.#options.log.error('report:failed', {
        reason: messageOf(error),
        effect: 'the console shows an old state; traffic is not concerned',
      });
    }
  }
}
