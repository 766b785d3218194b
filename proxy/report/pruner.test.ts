import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROLES } from '#test/cluster.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { Pruner } from './pruner.ts';

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`INSERT INTO region (id, name) VALUES ('r1', 'r1')`);
  await client.query(
    `INSERT INTO proxy_node (id, engine, version, started_at, heartbeat_at) VALUES ('n1', 'userspace', '1', now(), now())`,
  );
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

/** One receipt a second, the newest of `newestDaysAgo`. */
async function addReceipts(count: number, firstRevision: number, newestDaysAgo: number): Promise<void> {
  await client.query(
    `INSERT INTO node_change (region_id, revision, node_id, changed_at, in_force_at, delay_ms, listeners, failed, connections_kept, connections_cut)
    SELECT 'r1', $2::int + i, 'n1', at, at, 0, 0, 0, 0, 0
    FROM generate_series(0, $1::int - 1) i, LATERAL (SELECT now() - make_interval(days => $3::int, secs => $1::int - i) AS at) t`,
    [count, firstRevision, newestDaysAgo],
  );
}

async function prune(): Promise<void> {
  const pooled = client as unknown as pg.PoolClient;
  const pruner = new Pruner();
  await client.query(`SET ROLE ${ROLES.worker}`);
  // Each call deletes a part, as each report does.
  for (let part = 0; part < 10; part += 1) {
    await pruner.prune(pooled);
  }
  await client.query('RESET ROLE');
}

async function receipts(): Promise<{ count: number; oldest: number }> {
  const { rows } = await client.query('SELECT count(*)::int AS count, min(revision) AS oldest FROM node_change');
  return rows[0];
}

test('receipts of changes are kept 31 days, and never more than 100,000 of them', async () => {
  await addReceipts(10, 0, 32);
  await addReceipts(107_000, 1000, 0);
  await prune();
  expect(await receipts()).toEqual({ count: 100_000, oldest: 8000 });
});
