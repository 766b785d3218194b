import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase, urlAs } from '#test/database.ts';
import { SnapshotReader } from './snapshot-reader.ts';

const NETWORKS = { east: '127.0.0.0/9', west: '127.128.0.0/9' };
let database: TestDatabase;
let configuration: TestConfiguration;
let reader: SnapshotReader;
/** Three instances in the east, one in the west. */
let ids: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  configuration = new TestConfiguration(database.url);
  for (const [region, network] of Object.entries(NETWORKS)) {
    await configuration.addRegion(region, network);
  }
});
afterAll(async () => {
  await configuration.close();
  await database.drop();
});
beforeEach(async () => {
  await configuration.query('DELETE FROM load_balancer');
  ids = [];
  for (const address of ['127.0.0.1', '127.0.0.2', '127.0.0.3']) {
    ids.push(await configuration.addLoadBalancer('east', address));
  }
  ids.push(await configuration.addLoadBalancer('west', '127.128.0.4'));
  reader = new SnapshotReader({ databaseUrl: urlAs('worker', database.url), regions: null, onInvalid: () => {} });
  return () => reader.close();
});

async function read() {
  const { loadBalancers } = await reader.read();
  return new Map(loadBalancers.map((record) => [record.snapshot.id, record]));
}

/** Which instances are others than before, as objects. */
function differing(before: Map<string, unknown>, after: Map<string, unknown>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((id) => before.get(id) !== after.get(id)).sort();
}

test('what has not changed comes as the same object; a change, an addition and a removal are seen at once', async () => {
  const first = await read();
  expect([...first.keys()].sort()).toEqual([...ids].sort());
  const same = await read();
  expect(differing(first, same)).toEqual([]);

  await configuration.query(`UPDATE load_balancer SET name = 'renamed' WHERE id = $1`, [ids[1]]);
  const changed = await read();
  expect(differing(same, changed)).toEqual([ids[1]]);
  expect(changed.get(ids[1] ?? '')?.snapshot.name).toBe('renamed');

  const added = await configuration.addLoadBalancer('west', '127.128.0.9');
  await configuration.query('DELETE FROM load_balancer WHERE id = $1', [ids[0]]);
  const after = await read();
  expect(differing(changed, after)).toEqual([added, ids[0]].sort());
  expect(after.has(added)).toBe(true);

  await configuration.query(`UPDATE load_balancer SET region_id = 'west', address = '127.128.0.3', name = 'moved' WHERE id = $1`, [ids[2]]);
  const moved = await read();
  expect(differing(after, moved)).toEqual([ids[2]]);
  expect(moved.get(ids[2] ?? '')?.snapshot.regionId).toBe('west');
});

test('after a restore to an older state, what is read is that state', async () => {
  const before = await read();
  await configuration.query(`UPDATE load_balancer SET name = 'newer' WHERE id = ANY ($1)`, [ids]);
  await read();
  // As a restore does it: rows as they were, with numbers and times as they were.
  const restore = `DO $$ BEGIN SET LOCAL session_replication_role = replica;
    UPDATE load_balancer SET name = 'restored', revision = revision - 1, revised_at = now() - interval '1 hour';
    UPDATE region SET revision = revision - 1, revised_at = now() - interval '1 hour';
  END $$`;
  await configuration.query(restore);
  const restored = await read();
  expect(differing(before, restored)).toHaveLength(4);
  expect([...restored.values()].map((record) => record.snapshot.name)).toEqual(Array(4).fill('restored'));
});

test('every instance of a large configuration is loaded, whatever is loaded at once', async () => {
  await configuration.query(`INSERT INTO quota VALUES ('east', 'slbs-per-user', 200)`);
  await configuration.query(
    `INSERT INTO load_balancer (region_id, name, address) SELECT 'east', 'many', '127.1.0.0'::inet + n FROM generate_series(1, 100) n`,
  );
  expect((await read()).size).toBe(104);
});
