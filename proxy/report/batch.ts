import type pg from 'pg';
import {
  NODE_QUERY,
  REGIONS_LEFT_QUERY,
  REGIONS_QUERY,
  STATUSES_LEFT_QUERY,
  STATUSES_QUERY,
  TRAFFIC_QUERY,
  TRAFFIC_RESET_QUERY,
  VERDICTS_LEFT_QUERY,
  VERDICTS_QUERY,
} from './report-query.ts';
import type { RegionRow, StatusRow, VerdictRow } from './rows.ts';
import type { TrafficRow } from './traffic-deltas.ts';

const CHANNEL = 'openslb_status';

export interface Rows {
  regions: RegionRow[];
  statuses: StatusRow[];
  verdicts: VerdictRow[];
}

export interface BatchContent {
  node: { id: string; engine: string; version: string; uptimeSeconds: number; isStopped: boolean };
  /** First report of this process. */
  isFirst: boolean;
  /** All that holds; null before a plan was applied, when nothing is known to be wrong with what is stored. */
  all: Rows | null;
  /** Of `all`, what the database does not hold yet. */
  pending: Rows;
  /** The database may hold rows that are not among `all`. */
  hasLeft: boolean;
  traffic: TrafficRow[];
  regionOf: ReadonlyMap<string, string>;
}

/** One report in one transaction, and afterwards what of it was written. */
export class Batch {
  readonly content: BatchContent;
  readonly writtenRegions = new Set<string>();
  readonly writtenStatuses = new Set<string>();
  readonly writtenVerdicts = new Set<string>();
  readonly writtenTraffic = new Set<string>();
  /** Set when the commit was sent: without an answer to it, only this number can tell what became of it. */
  transactionId: string | null = null;
  readonly #changedRegions = new Set<string>();

  constructor(content: BatchContent) {
    this.content = content;
  }

  async run(client: pg.PoolClient, eventRegions: ReadonlySet<string>): Promise<void> {
    const { node, isFirst, all, traffic } = this.content;
    await client.query('BEGIN');
    await client.query(NODE_QUERY, [node.id, node.engine, node.version, node.uptimeSeconds, node.isStopped]);
    if (isFirst) {
      await client.query(TRAFFIC_RESET_QUERY, [node.id]);
    }
    if (all) {
      await this.#writeState(client, all);
    }
    await this.#write(client, TRAFFIC_QUERY, traffic, this.writtenTraffic);
    await this.#notify(client, eventRegions);
    const transactionId = traffic.length > 0 ? await currentTransactionId(client) : null;
    this.transactionId = transactionId;
    await client.query('COMMIT');
    this.transactionId = null;
  }

  async #writeState(client: pg.PoolClient, all: Rows): Promise<void> {
    const { node, pending, hasLeft } = this.content;
    if (hasLeft) {
      const regionIds = all.regions.map((row) => row.region_id);
      await client.query(REGIONS_LEFT_QUERY, [node.id, regionIds]);
      const listenerIds = all.statuses.map((row) => row.listener_id);
      const statuses = await client.query(STATUSES_LEFT_QUERY, [node.id, listenerIds]);
      const verdicts = await client.query(VERDICTS_LEFT_QUERY, [node.id, JSON.stringify(all.verdicts)]);
      if ((statuses.rowCount ?? 0) + (verdicts.rowCount ?? 0) > 0) {
        addAll(this.#changedRegions, regionIds);
      }
    }
    await this.#write(client, REGIONS_QUERY, pending.regions, this.writtenRegions, 'region_id');
    addAll(this.#changedRegions, this.writtenRegions);
    await this.#write(client, STATUSES_QUERY, pending.statuses, this.writtenStatuses);
    await this.#write(client, VERDICTS_QUERY, pending.verdicts, this.writtenVerdicts);
  }

  async #write(client: pg.PoolClient, query: string, rows: object[], written: Set<string>, key = 'listener_id'): Promise<void> {
    if (rows.length > 0) {
      const result = await client.query(query, [this.content.node.id, JSON.stringify(rows)]);
      addAll(
        written,
        result.rows.map((row) => String(row[key])),
      );
    }
  }

  /** Traffic counters alone are no news: whoever shows them looks now and then. */
  async #notify(client: pg.PoolClient, eventRegions: ReadonlySet<string>): Promise<void> {
    const { node, isFirst, all, regionOf } = this.content;
    addAll(this.#changedRegions, eventRegions);
    for (const listenerId of [...this.writtenStatuses, ...this.writtenVerdicts]) {
      const regionId = regionOf.get(listenerId);
      if (regionId !== undefined) {
        this.#changedRegions.add(regionId);
      }
    }
    if (isFirst || node.isStopped) {
      addAll(this.#changedRegions, all?.regions.map((row) => row.region_id) ?? []);
    }
    if (this.#changedRegions.size > 0) {
      await client.query('SELECT pg_notify($1, region_id) FROM unnest($2::text[]) AS region_id', [CHANNEL, [...this.#changedRegions]]);
    }
  }
}

async function currentTransactionId(client: pg.PoolClient): Promise<string> {
  const result = await client.query('SELECT pg_current_xact_id()::text AS id');
  return String(result.rows[0]?.id);
}

function addAll(set: Set<string>, values: Iterable<string>): void {
  for (const value of values) {
    set.add(value);
  }
}
