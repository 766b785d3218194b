import type pg from 'pg';
import type { DrillResult } from '#proxy/drill-result.ts';
import type { Log } from '#proxy/log.ts';

/** Results wait for Postgres up to this number; then the oldest are lost, and that is logged. */
const RESULTS_MAX = 10_000;
const RESULTS_PER_REPORT = 500;

/** $1 node id, $2 rows. Those of drills and listeners that were deleted meanwhile are passed over. */
const DRILLS_QUERY = `
  INSERT INTO drill_result AS d (drill_id, node_id, listener_id, began_at, moved_at, returned_at, downtime_ms, connections_affected, note)
  SELECT r.drill_id, $1, r.listener_id, r.began_at, r.moved_at, r.returned_at, r.downtime_ms, r.connections_affected, r.note
  FROM jsonb_to_recordset($2) AS r(drill_id text, listener_id text, began_at timestamptz, moved_at timestamptz,
    returned_at timestamptz, downtime_ms int, connections_affected int, note text)
  JOIN failover_drill f ON f.id = r.drill_id JOIN listener l ON l.id = r.listener_id
  ON CONFLICT (drill_id, node_id, listener_id) DO UPDATE SET began_at = excluded.began_at, moved_at = excluded.moved_at,
    returned_at = excluded.returned_at, downtime_ms = excluded.downtime_ms, connections_affected = excluded.connections_affected,
    note = excluded.note`;

/** Results of failover drills on their way to Postgres: of each the newest. */
export class DrillLedger {
  readonly #nodeId: string;
  readonly #log: Log;
  readonly #results = new Map<string, DrillResult>();

  constructor(options: { nodeId: string; log: Log }) {
    this.#nodeId = options.nodeId;
    this.#log = options.log;
  }

  get isBehind(): boolean {
    return this.#results.size > 0;
  }

  /** Those that Postgres does not have yet. */
  pending(): DrillResult[] {
    return [...this.#results.values()];
  }

  add(result: DrillResult): void {
    this.#results.set(`${result.drillId} ${result.listenerId}`, result);
    const [oldest] = this.#results;
    if (oldest && this.#results.size > RESULTS_MAX) {
      this.#results.delete(oldest[0]);
      this.#log.error('drill-result:lost', { drill: oldest[1].drillId, listener: oldest[1].listenerId });
    }
  }

  /** After the report of the node itself, since rows belong to it. Returns the regions concerned. */
  async report(client: pg.PoolClient): Promise<Set<string>> {
    const results = [...this.#results].slice(0, RESULTS_PER_REPORT);
    if (results.length > 0) {
      await client.query(DRILLS_QUERY, [this.#nodeId, JSON.stringify(results.map(([, result]) => drillRow(result)))]);
      for (const [key, result] of results) {
        // A newer one may have come while this one was written.
        if (this.#results.get(key) === result) {
          this.#results.delete(key);
        }
      }
    }
    return new Set(results.map(([, result]) => result.regionId));
  }
}

function drillRow(result: DrillResult) {
  return {
    drill_id: result.drillId,
    listener_id: result.listenerId,
    began_at: result.beganAt,
    moved_at: result.movedAt,
    returned_at: result.returnedAt,
    downtime_ms: result.downtimeMs,
    connections_affected: result.connectionsAffected,
    note: result.note,
  };
}
