import type pg from 'pg';
import { z } from 'zod';
import type { ListenerCounters } from '#proxy/engine/engine.ts';
import { codeOf } from '#proxy/log.ts';
import { TrafficLedger } from './traffic-ledger.ts';
import { LISTENERS_RESET_QUERY, MEMBERS_RESET_QUERY, TRAFFIC_QUERY } from './traffic-query.ts';
import type { TrafficRow } from './traffic-row.ts';

/** Of one transaction; more wait for the next one. */
const ROWS_PER_REPORT = 5000;
/** invalid_parameter_value: "transaction ID is in the future". */
const TRANSACTION_UNKNOWN = '22023';

const WrittenRow = z.object({ listener_id: z.string(), is_written: z.boolean() });

/** Adds traffic to what Postgres holds, exactly once, also when the answer to a commit is lost. */
export class TrafficReport {
  readonly #nodeId: string;
  readonly #ledger = new TrafficLedger();
  /** Rows whose commit was sent and not answered. */
  #doubtful: { transactionId: string; written: TrafficRow[] } | null = null;
  #isFirst = true;

  constructor(nodeId: string) {
    this.#nodeId = nodeId;
  }

  /** There is more to write. */
  get isBehind(): boolean {
    return this.#ledger.size > 0;
  }

  /** `at`: ms since 1970 by the clock whose minutes are told. */
  collect(counters: readonly ListenerCounters[], at: number): void {
    this.#ledger.collect(counters, at);
  }

  /** At most so much in one transaction; `isBehind` tells whether there is more. */
  async write(client: pg.PoolClient): Promise<void> {
    if (!(await this.#settleDoubt(client))) {
      return;
    }
    const rows = this.#ledger.take(ROWS_PER_REPORT);
    if (rows.length === 0 && !this.#isFirst) {
      return;
    }
    let left = rows;
    let written: TrafficRow[] = [];
    let transactionId: string | null = null;
    try {
      await client.query('BEGIN');
      if (this.#isFirst) {
        await client.query(LISTENERS_RESET_QUERY, [this.#nodeId]);
        await client.query(MEMBERS_RESET_QUERY, [this.#nodeId]);
      }
      const present = await this.#add(client, rows);
      const id = await currentTransactionId(client);
      written = rows.filter((row) => present.get(row.listener_id) === true);
      // The traffic of a listener that is gone has nowhere to stand.
      left = rows.filter((row) => present.get(row.listener_id) === false);
      transactionId = id;
      await client.query('COMMIT');
    } catch (error) {
      if (transactionId === null) {
        this.#ledger.putBack(rows);
      } else {
        this.#ledger.putBack(left);
        this.#doubtful = { transactionId, written };
      }
      throw error;
    }
    this.#ledger.putBack(left);
    this.#isFirst = false;
  }

  /** By listener: whether its rows were written; absent: there is no such listener. */
  async #add(client: pg.PoolClient, rows: readonly TrafficRow[]): Promise<Map<string, boolean>> {
    if (rows.length === 0) {
      return new Map();
    }
    const result = await client.query(TRAFFIC_QUERY, [this.#nodeId, JSON.stringify(rows)]);
    return new Map(
      z
        .array(WrittenRow)
        .parse(result.rows)
        .map((row) => [row.listener_id, row.is_written]),
    );
  }

  /** What became of the last commit, whose answer was lost. False: that is not known yet. */
  async #settleDoubt(client: pg.PoolClient): Promise<boolean> {
    if (this.#doubtful === null) {
      return true;
    }
    const { transactionId, written } = this.#doubtful;
    const status = await transactionStatus(client, transactionId);
    if (status === 'in progress') {
      return false;
    }
    if (status === 'aborted') {
      this.#ledger.putBack(written);
    }
    this.#doubtful = null;
    return true;
  }
}

async function currentTransactionId(client: pg.PoolClient): Promise<string> {
  const result = await client.query('SELECT pg_current_xact_id()::text AS id');
  return String(result.rows[0]?.id);
}

/** Null: Postgres has forgotten it, which it does with old ones that are committed or aborted. */
async function transactionStatus(client: pg.PoolClient, transactionId: string): Promise<string | null> {
  try {
    const result = await client.query<{ status: string | null }>('SELECT pg_xact_status($1::xid8) AS status', [transactionId]);
    return result.rows[0]?.status ?? null;
  } catch (error) {
    // Another database than before, for example one restored from a backup, does not know the number.
    if (codeOf(error) !== TRANSACTION_UNKNOWN) {
      throw error;
    }
    return 'aborted';
  }
}
