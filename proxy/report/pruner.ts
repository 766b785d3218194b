import type pg from 'pg';
import { TRAFFIC_KEPT_DAYS } from '#domain/limits.ts';

const INTERVAL_MS = 3_600_000;
/** Of one table in one statement, so that none takes long; the rest goes with the next reports. */
const ROWS_PER_STATEMENT = 5000;

/** What is kept by age, with the column that tells it. Failovers are kept as long as metrics (data-plane 20). */
const TABLES = [
  { name: 'failover_event', age: 'at' },
  { name: 'traffic_minute', age: 'minute' },
  { name: 'member_traffic', age: 'updated_at' },
];

/** Rows that another node deletes at the moment are left to it. */
function pruneQuery({ name, age }: { name: string; age: string }): string {
  return `DELETE FROM ${name} WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM ${name} WHERE ${age} < now() - make_interval(days => ${TRAFFIC_KEPT_DAYS}) LIMIT ${ROWS_PER_STATEMENT}
    FOR UPDATE SKIP LOCKED))`;
}

/** Deletes what is older than it is kept, a little at a time. */
export class Pruner {
  #doneAt = Number.NEGATIVE_INFINITY;

  async prune(client: pg.PoolClient): Promise<void> {
    if (performance.now() - this.#doneAt < INTERVAL_MS) {
      return;
    }
    let isDone = true;
    for (const table of TABLES) {
      const { rowCount } = await client.query(pruneQuery(table));
      isDone &&= (rowCount ?? 0) < ROWS_PER_STATEMENT;
    }
    if (isDone) {
      this.#doneAt = performance.now();
    }
  }
}
