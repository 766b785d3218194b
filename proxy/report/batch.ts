import type pg from 'pg';
import { z } from 'zod';
import type { EngineName } from '#domain/engine.ts';
import {
  NODE_QUERY,
  READINESS_GONE_QUERY,
  READINESS_LEFT_QUERY,
  READINESS_QUERY,
  REGIONS_LEFT_QUERY,
  REGIONS_QUERY,
  STATUSES_GONE_QUERY,
  STATUSES_LEFT_QUERY,
  STATUSES_QUERY,
  VERDICTS_GONE_QUERY,
  VERDICTS_LEFT_QUERY,
  VERDICTS_QUERY,
} from './report-query.ts';
import type { RegionRow } from './rows.ts';
import type { StateRows } from './state-ledger.ts';

const CHANNEL = 'openslb_status';
const NodeRow = z.object({ now_ms: z.number() });
const StatusResult = z.object({ listener_id: z.string(), is_new: z.boolean() });
const ListenerIdRow = z.object({ listener_id: z.string() });

export interface BatchContent {
  node: { id: string; engine: EngineName; hints: readonly string[]; version: string; uptimeSeconds: number; isStopped: boolean };
  /** All regions that are served. */
  regionIds: string[];
  /** Of those of which there is something new. */
  regions: RegionRow[];
  listeners: StateRows;
  /** All that the database may hold rows of, if it may hold others; rows of those and of other regions are deleted. */
  onlyListeners: string[] | null;
  /** First report of a process that serves nothing yet: what an earlier one had in force ended with it. */
  isStarting: boolean;
  regionOf: (listenerId: string) => string | undefined;
  /** Regions of which there is news beside this batch. */
  changedRegions: Iterable<string>;
}

export interface BatchResult {
  /** The database's clock, ms since 1970. */
  nowMs: number;
  /** Listeners whose rows the database holds now. */
  present: Set<string>;
}

/** One report of the node's state, in one transaction. */
export async function runBatch(client: pg.PoolClient, content: BatchContent): Promise<BatchResult> {
  const { node } = content;
  await client.query('BEGIN');
  const { id, engine, version, uptimeSeconds, isStopped, hints } = node;
  const answer = await client.query(NODE_QUERY, [id, engine, version, uptimeSeconds, isStopped, hints]);
  const { now_ms: nowMs } = NodeRow.parse(answer.rows[0]);
  const changedRegions = new Set(content.changedRegions);
  await deleteRows(client, content, changedRegions);
  if (content.regions.length > 0) {
    await client.query(REGIONS_QUERY, [node.id, JSON.stringify(content.regions)]);
    addAll(
      changedRegions,
      content.regions.map((row) => row.region_id),
    );
  }
  const present = await writeListeners(client, content, changedRegions);
  await notifyRegions(client, changedRegions);
  await client.query('COMMIT');
  return { nowMs, present };
}

/** Wakes whoever shows these regions. */
export async function notifyRegions(client: pg.PoolClient, regionIds: ReadonlySet<string>): Promise<void> {
  if (regionIds.size > 0) {
    await client.query('SELECT pg_notify($1, region_id) FROM unnest($2::text[]) AS region_id', [CHANNEL, [...regionIds]]);
  }
}

async function deleteRows(client: pg.PoolClient, content: BatchContent, changedRegions: Set<string>): Promise<void> {
  const { node, regionIds, listeners, onlyListeners, isStarting } = content;
  let deleted = 0;
  if (isStarting) {
    await client.query(STATUSES_LEFT_QUERY, [node.id, []]);
  }
  if (onlyListeners !== null) {
    await client.query(REGIONS_LEFT_QUERY, [node.id, regionIds]);
    for (const query of [STATUSES_LEFT_QUERY, VERDICTS_LEFT_QUERY, READINESS_LEFT_QUERY]) {
      deleted += (await client.query(query, [node.id, onlyListeners])).rowCount ?? 0;
    }
  }
  if (listeners.gone.length > 0) {
    for (const query of [STATUSES_GONE_QUERY, VERDICTS_GONE_QUERY, READINESS_GONE_QUERY]) {
      deleted += (await client.query(query, [node.id, listeners.gone])).rowCount ?? 0;
    }
  }
  if (deleted > 0) {
    addAll(changedRegions, regionIds);
  }
}

/** Traffic alone is no news: whoever shows it looks now and then. */
async function writeListeners(client: pg.PoolClient, content: BatchContent, changedRegions: Set<string>): Promise<Set<string>> {
  const { node, listeners, regionOf } = content;
  if (listeners.statuses.length === 0) {
    return new Set();
  }
  const statuses = z.array(StatusResult).parse((await client.query(STATUSES_QUERY, [node.id, JSON.stringify(listeners.statuses)])).rows);
  const present = statuses.map((row) => row.listener_id);
  const news: { listener_id: string }[] = statuses.filter((row) => row.is_new);
  for (const [query, rows] of [
    [VERDICTS_QUERY, listeners.verdicts],
    [READINESS_QUERY, listeners.readiness],
  ] as const) {
    const written = await client.query(query, [node.id, present, JSON.stringify(rows)]);
    news.push(...z.array(ListenerIdRow).parse(written.rows));
  }
  for (const { listener_id } of news) {
    const regionId = regionOf(listener_id);
    if (regionId !== undefined) {
      changedRegions.add(regionId);
    }
  }
  return new Set(present);
}

function addAll(set: Set<string>, values: Iterable<string>): void {
  for (const value of values) {
    set.add(value);
  }
}
