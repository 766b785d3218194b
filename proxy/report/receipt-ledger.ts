import type pg from 'pg';
import type { Log } from '#proxy/log.ts';
import type { ChangeReceipt } from '#proxy/reconcile/observed.ts';

/** Receipts wait for Postgres up to this number; then the oldest are lost, and that is logged. */
const RECEIPTS_MAX = 1000;
const RECEIPTS_PER_REPORT = 500;

/** $1 node id, $2 rows. A restored database counts revisions anew, so what is there of the same number is older. */
const RECEIPTS_QUERY = `
  INSERT INTO node_change AS n (region_id, revision, node_id, changed_at, in_force_at, delay_ms, listeners, failed,
    connections_kept, connections_cut)
  SELECT r.region_id, r.revision, $1, r.changed_at, r.in_force_at, r.delay_ms, r.listeners, r.failed, r.connections_kept, r.connections_cut
  FROM jsonb_to_recordset($2) AS r(region_id text, revision int, changed_at timestamptz, in_force_at timestamptz, delay_ms int,
    listeners int, failed int, connections_kept int, connections_cut int)
  JOIN region ON region.id = r.region_id
  ON CONFLICT (region_id, revision, node_id) DO UPDATE SET changed_at = excluded.changed_at, in_force_at = excluded.in_force_at,
    delay_ms = excluded.delay_ms, listeners = excluded.listeners, failed = excluded.failed,
    connections_kept = excluded.connections_kept, connections_cut = excluded.connections_cut`;

/** Receipts of changes on their way to Postgres. */
export class ReceiptLedger {
  readonly #nodeId: string;
  readonly #log: Log;
  readonly #receipts = new Map<string, ChangeReceipt>();

  constructor(options: { nodeId: string; log: Log }) {
    this.#nodeId = options.nodeId;
    this.#log = options.log;
  }

  get isBehind(): boolean {
    return this.#receipts.size > 0;
  }

  add(receipts: readonly ChangeReceipt[]): void {
    for (const receipt of receipts) {
      this.#receipts.set(`${receipt.regionId} ${receipt.revision}`, receipt);
    }
    for (const [key, { regionId, revision }] of this.#receipts) {
      if (this.#receipts.size <= RECEIPTS_MAX) {
        return;
      }
      this.#receipts.delete(key);
      this.#log.error('change-receipt:lost', { region: regionId, revision });
    }
  }

  /** After the report of the node itself, since rows belong to it. Returns the regions concerned. */
  async report(client: pg.PoolClient): Promise<Set<string>> {
    const receipts = [...this.#receipts].slice(0, RECEIPTS_PER_REPORT);
    if (receipts.length > 0) {
      await client.query(RECEIPTS_QUERY, [this.#nodeId, JSON.stringify(receipts.map(([, receipt]) => receiptRow(receipt)))]);
      for (const [key] of receipts) {
        this.#receipts.delete(key);
      }
    }
    return new Set(receipts.map(([, { regionId }]) => regionId));
  }
}

function receiptRow(receipt: ChangeReceipt) {
  return {
    region_id: receipt.regionId,
    revision: receipt.revision,
    changed_at: receipt.changedAt,
    in_force_at: receipt.inForceAt,
    delay_ms: receipt.delayMs,
    listeners: receipt.listeners,
    failed: receipt.failed,
    connections_kept: receipt.connectionsKept,
    connections_cut: receipt.connectionsCut,
  };
}
