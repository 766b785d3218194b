import type pg from 'pg';
import { z } from 'zod';
import { LoadBalancerSnapshot } from '#domain/snapshot.ts';
import { createPostgresPool } from '#proxy/postgres-pool.ts';
import { COUNT_QUERY, FINGERPRINTS_QUERY, FINGERPRINTS_SINCE_QUERY, REGIONS_QUERY } from './revision-query.ts';
import type { LoadBalancerRecord, Snapshot } from './snapshot.ts';
import { LOAD_BALANCERS_QUERY } from './snapshot-query.ts';

/** An empty answer where there was something is read again after this time before it is believed. */
const EMPTY_AGAIN_MS = 1000;

/** How often everything is compared, whatever the revisions of the regions say. */
const FULL_LOOK_MS = 30_000;

/** Of one statement, so that none comes near the time limit of a statement, however large the configuration is. */
const LOADED_AT_ONCE = 20;

const RegionRow = z.object({
  id: z.string(),
  revision: z.number().int(),
  fingerprint: z.string(),
  revisedAt: z.date(),
  ageMs: z.number(),
});
type RegionRow = z.infer<typeof RegionRow>;
const FingerprintRow = z.object({ id: z.string(), regionId: z.string(), fingerprint: z.string() });
type FingerprintRow = z.infer<typeof FingerprintRow>;
const CountRow = z.object({ count: z.number().int() });
const AnyRow = z.object({ id: z.string() }).loose();

interface Known {
  regionId: string;
  fingerprint: string;
  /** Null: the row itself is not valid, so nothing of it can be served. */
  record: LoadBalancerRecord | null;
}

/**
 * Reads desired state from Postgres; loads only what has changed since the last read. A region whose revision is the
 * same is not looked at; of one that has changed, only what was written since. Everything is compared at the first
 * read, after a failed one, when revisions or numbers do not add up, and now and then in any case.
 */
export class SnapshotReader {
  readonly #pool: pg.Pool;
  readonly #regions: string[] | null;
  readonly #onInvalid: (loadBalancerId: string, message: string) => void;
  readonly #known = new Map<string, Known>();
  #knownRegions = new Map<string, RegionRow>();
  #fullLookAt = Number.NEGATIVE_INFINITY;

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
      this.#fullLookAt = Number.NEGATIVE_INFINITY;
      // Its state is not known after a timeout, so the connection is not used again.
      client.release(true);
      throw error;
    }
  }

  /** Null: everything has vanished, and `doubtsEmpty` says that this is not to be believed yet. */
  async #load(client: pg.PoolClient, doubtsEmpty: boolean): Promise<Snapshot | null> {
    const regions = z.array(RegionRow).parse((await client.query(REGIONS_QUERY, [this.#regions])).rows);
    const readAtMs = performance.now();
    const isFull = performance.now() - this.#fullLookAt >= FULL_LOOK_MS || !(await this.#takeChanges(client, regions));
    if (isFull && !(await this.#takeAll(client, doubtsEmpty))) {
      return null;
    }
    this.#knownRegions = new Map(regions.map((region) => [region.id, region]));
    const records = Array.from(this.#known.values(), (known) => known.record);
    return {
      regions: regions.map(({ id, revision, revisedAt, ageMs }) => ({ id, revision, made: { at: revisedAt, seenAtMs: readAtMs - ageMs } })),
      loadBalancers: records.filter((record) => record !== null),
    };
  }

  /** What was written since the last read; false when that is not all that differs, or cannot be told. */
  async #takeChanges(client: pg.PoolClient, regions: readonly RegionRow[]): Promise<boolean> {
    if (regions.length !== this.#knownRegions.size) {
      return false;
    }
    for (const { id, revision, fingerprint } of regions) {
      const known = this.#knownRegions.get(id);
      if (known?.fingerprint === fingerprint) {
        continue;
      }
      if (!known || revision <= known.revision) {
        return false;
      }
      const rows = await client.query(FINGERPRINTS_SINCE_QUERY, [id, known.revision]);
      await this.#takeRows(client, z.array(FingerprintRow).parse(rows.rows));
      const { count } = CountRow.parse((await client.query(COUNT_QUERY, [id])).rows[0]);
      if (count !== this.#countOf(id)) {
        return false;
      }
    }
    return true;
  }

  async #takeAll(client: pg.PoolClient, doubtsEmpty: boolean): Promise<boolean> {
    const rows = z.array(FingerprintRow).parse((await client.query(FINGERPRINTS_QUERY, [this.#regions])).rows);
    if (rows.length === 0 && doubtsEmpty) {
      return false;
    }
    await this.#takeRows(client, rows);
    const present = new Set(rows.map((row) => row.id));
    for (const id of this.#known.keys()) {
      if (!present.has(id)) {
        this.#known.delete(id);
      }
    }
    this.#fullLookAt = performance.now();
    return true;
  }

  async #takeRows(client: pg.PoolClient, rows: readonly FingerprintRow[]): Promise<void> {
    const changed = rows.filter((row) => this.#known.get(row.id)?.fingerprint !== row.fingerprint);
    for (let start = 0; start < changed.length; start += LOADED_AT_ONCE) {
      await this.#loadRows(client, changed.slice(start, start + LOADED_AT_ONCE));
    }
  }

  async #loadRows(client: pg.PoolClient, rows: readonly FingerprintRow[]): Promise<void> {
    const loaded = await client.query(LOAD_BALANCERS_QUERY, [rows.map((row) => row.id)]);
    const loadedAt = performance.now();
    const byId = new Map(loaded.rows.map((row) => [AnyRow.parse(row).id, row]));
    for (const { id, regionId, fingerprint } of rows) {
      this.#known.set(id, { regionId, fingerprint, record: this.#parse(id, byId.get(id), loadedAt) });
    }
  }

  #countOf(regionId: string): number {
    let count = 0;
    for (const known of this.#known.values()) {
      count += Number(known.regionId === regionId);
    }
    return count;
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
