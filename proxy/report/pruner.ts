import type pg from 'pg';
import { TRAFFIC_KEPT_DAYS } from '#domain/limits.ts';

const INTERVAL_MS = 3_600_000;
/** Of one table in one statement, so that none takes long; the rest goes with the next reports. */
const ROWS_PER_STATEMENT = 5000;

const PROBE_REQUESTS_KEPT_DAYS = 1;

interface AgingTable {
  name: string;
  /** The column that tells the age. */
  age: string;
  keptDays: number;
}

/** What is kept by age. History is kept as long as metrics (data-plane 20). */
const TABLES: readonly AgingTable[] = [
  { name: 'failover_event', age: 'at', keptDays: TRAFFIC_KEPT_DAYS },
  { name: 'traffic_minute', age: 'minute', keptDays: TRAFFIC_KEPT_DAYS },
  { name: 'member_traffic', age: 'updated_at', keptDays: TRAFFIC_KEPT_DAYS },
  { name: 'probe_run', age: 'last_at', keptDays: TRAFFIC_KEPT_DAYS },
  { name: 'verdict_change', age: 'at', keptDays: TRAFFIC_KEPT_DAYS },
  { name: 'node_change', age: 'changed_at', keptDays: TRAFFIC_KEPT_DAYS },
  { name: 'probe_request', age: 'requested_at', keptDays: PROBE_REQUESTS_KEPT_DAYS },
];

/** Changes may come faster than days pass. Those of one moment stay together. */
const NODE_CHANGES_MAX = 100_000;
const EXCESS_QUERY = `DELETE FROM node_change WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM node_change
  WHERE changed_at < (SELECT changed_at FROM node_change ORDER BY changed_at DESC OFFSET ${NODE_CHANGES_MAX - 1} LIMIT 1)
  LIMIT ${ROWS_PER_STATEMENT} FOR UPDATE SKIP LOCKED))`;

/** Rows that another node deletes at the moment are left to it. */
function pruneQuery({ name, age, keptDays }: AgingTable): string {
  return `DELETE FROM ${name} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM ${name} WHERE ${age} < now() - make_interval(days => ${keptDays}) LIMIT ${ROWS_PER_STATEMENT}
    FOR UPDATE SKIP LOCKED))`;
}

/** Deletes what is older than it is kept, or more than is kept, a little at a time. */
export class Pruner {
  #doneAt = Number.NEGATIVE_INFINITY;

  async prune(client: pg.PoolClient): Promise<void> {
    if (performance.now() - this.#doneAt < INTERVAL_MS) {
      return;
    }
    let isDone = true;
    for (const query of [...TABLES.map(pruneQuery), EXCESS_QUERY]) {
      const { rowCount } = await client.query(query);
      isDone &&= (rowCount ?? 0) < ROWS_PER_STATEMENT;
    }
    if (isDone) {
      this.#doneAt = performance.now();
    }
  }
}
