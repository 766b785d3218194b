import type pg from 'pg';
import { z } from 'zod';
import { LoadBalancerSnapshot } from '#domain/snapshot.ts';
import { createPostgresPool } from '#proxy/postgres-pool.ts';
import type { LoadBalancerRecord, Snapshot } from './snapshot.ts';
import { FINGERPRINTS_QUERY, LOAD_BALANCERS_QUERY, REGIONS_QUERY } from './snapshot-query.ts';

/** An empty answer where there was something is read again after this time before it is believed. */
const EMPTY_AGAIN_MS = 1000;

const RegionRow = z.object({ id: z.string(), revision: z.number().int() });
const FingerprintRow = z.object({ id: z.string(), fingerprint: z.string() });
const AnyRow = z.object({ id: z.string() }).loose();

interface Known {
  fingerprint: string;
  /** Null: the row itself is not valid, so nothing of it can be served. */
  record: LoadBalancerRecord | null;
}

/** Reads desired state from Postgres; loads only what has changed since the last read. */
export class SnapshotReader {
  readonly #pool: pg.Pool;
  readonly #regions: string[] | null;
  readonly #onInvalid: (loadBalancerId: string, message: string) => void;
  readonly #known = new Map<string, Known>();

  constructor(options: {
    databaseUrl: string;
    /** Null: all. */
    regions: string[] | null;
    onInvalid: (loadBalancerId: string, message: string) => void;
  }) {
    this.#regions = options.regions;
    this.#onInvalid = options.onInvalid;
    this.#pool = createPostgresPool(options.databaseUrl, 'source');
  }

  async read(): Promise<Snapshot> {
    const hadSome = this.#known.size > 0;
    const snapshot = await this.#transaction((client) => this.#load(client, hadSome));
    if (snapshot !== null) {
      return snapshot;
    }
    await new Promise((resolve) => setTimeout(resolve, EMPTY_AGAIN_MS));
    return (await this.#transaction((client) => this.#load(client, false))) ?? { regions: [], loadBalancers: [] };
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const result = await work(client);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      // Its state is not known after a timeout, so the connection is not used again.
      client.release(true);
      throw error;
    }
  }

  /** Null: everything has vanished, and `doubtsEmpty` says that this is not to be believed yet. */
  async #load(client: pg.PoolClient, doubtsEmpty: boolean): Promise<Snapshot | null> {
    const regions = z.array(RegionRow).parse((await client.query(REGIONS_QUERY, [this.#regions])).rows);
    const rows = z.array(FingerprintRow).parse((await client.query(FINGERPRINTS_QUERY, [this.#regions])).rows);
    if (rows.length === 0 && doubtsEmpty) {
      return null;
    }
    const changed = rows.filter((row) => this.#known.get(row.id)?.fingerprint !== row.fingerprint);
    if (changed.length > 0) {
      const loaded = await client.query(LOAD_BALANCERS_QUERY, [changed.map((row) => row.id)]);
      const loadedAt = performance.now();
      const byId = new Map(loaded.rows.map((row) => [AnyRow.parse(row).id, row]));
      for (const row of changed) {
        this.#known.set(row.id, { fingerprint: row.fingerprint, record: this.#parse(row.id, byId.get(row.id), loadedAt) });
      }
    }
    const present = new Set(rows.map((row) => row.id));
    for (const id of this.#known.keys()) {
      if (!present.has(id)) {
        this.#known.delete(id);
      }
    }
    const records = Array.from(this.#known.values(), (known) => known.record);
    return { regions, loadBalancers: records.filter((record) => record !== null) };
  }

  #parse(id: string, row: unknown, loadedAt: number): LoadBalancerRecord | null {
    const result = LoadBalancerSnapshot.safeParse(row);
    if (result.success) {
      return { snapshot: result.data, loadedAt };
    }
    this.#onInvalid(id, z.prettifyError(result.error));
    // What is not readable now keeps running as it was last read.
    return this.#known.get(id)?.record ?? null;
  }
}
