import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';

/** An edit of a list reaches the listeners that use it, whatever SQL it comes from, and leaves all others alone. */
let plane: ControlPlane;
let client: pg.Client;

beforeAll(async () => {
  plane = await startControlPlane();
  client = new pg.Client({ connectionString: plane.url });
  await client.connect();
  await client.query(`
    BEGIN;
    INSERT INTO load_balancer (id, region_id, name, address) VALUES
      ('lb-1', 'north', 'one', '127.0.10.1'), ('lb-2', 'north', 'two', '127.0.10.2'), ('lb-3', 'south', 'three', '127.0.20.3');
    INSERT INTO listener (id, load_balancer_id, protocol, port, name, backend_port, access_control_mode) VALUES
      ('lsn-1', 'lb-1', 'tcp', 80, 'l1', 80, 'whitelist'), ('lsn-2', 'lb-1', 'tcp', 81, 'l2', 80, 'blacklist'),
      ('lsn-3', 'lb-2', 'tcp', 80, 'l3', 80, 'whitelist'), ('lsn-4', 'lb-1', 'tcp', 82, 'l4', 80, NULL), ('lsn-5', 'lb-3', 'tcp', 80, 'l5', 80, NULL);
    INSERT INTO health_check (listener_id, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold)
      SELECT id, 'tcp', 5, 2, 3, 3 FROM listener;
    INSERT INTO access_control_list (id, region_id, name, ip_version) VALUES
      ('acl-1', 'north', 'one', 'ipv4'), ('acl-2', 'north', 'two', 'ipv4'), ('acl-free', 'north', 'free', 'ipv4'), ('acl-south', 'south', 'south', 'ipv4');
    INSERT INTO access_control_entry (access_control_list_id, cidr) SELECT id, '10.0.0.1' FROM access_control_list;
    INSERT INTO listener_access_control_list VALUES ('lsn-1', 'acl-1'), ('lsn-2', 'acl-1'), ('lsn-2', 'acl-2'), ('lsn-3', 'acl-2');
    COMMIT`);
});
afterAll(async () => {
  await client.end();
  await plane.close();
});

type Revisions = Record<string, number>;

async function revisions(): Promise<Revisions> {
  const { rows } = await client.query<{ id: string; revision: number }>(
    'SELECT id, revision FROM region UNION ALL SELECT id, revision FROM load_balancer UNION ALL SELECT id, revision FROM listener',
  );
  return Object.fromEntries(rows.map(({ id, revision }) => [id, revision]));
}

/** Ids whose revision is another after the statements, which are taken back. */
async function raisedBy(statements: string[]): Promise<string[]> {
  await client.query('BEGIN');
  try {
    const before = await revisions();
    for (const statement of statements) {
      await client.query(statement);
    }
    const after = await revisions();
    return Object.keys(after)
      .filter((id) => after[id] !== before[id])
      .sort();
  } finally {
    await client.query('ROLLBACK');
  }
}

it.each<[string, string[], string]>([
  ['an entry more', [`INSERT INTO access_control_entry VALUES ('acl-1', '10.0.0.2')`], 'lb-1 lsn-1 lsn-2 north'],
  [
    'an entry that changes',
    [`UPDATE access_control_entry SET cidr = '10.0.0.2' WHERE access_control_list_id = 'acl-2'`],
    'lb-1 lb-2 lsn-2 lsn-3 north',
  ],
  ['an entry less', [`DELETE FROM access_control_entry WHERE access_control_list_id = 'acl-1'`], 'lb-1 lsn-1 lsn-2 north'],
  ['an entry of a list that nobody uses', [`INSERT INTO access_control_entry VALUES ('acl-free', '10.0.0.2')`], 'north'],
  ['the comment of an entry', [`UPDATE access_control_entry SET comment = 'x' WHERE access_control_list_id = 'acl-1'`], 'north'],
  [
    'an entry that moves to another list',
    [`UPDATE access_control_entry SET access_control_list_id = 'acl-1', cidr = '10.0.0.3' WHERE access_control_list_id = 'acl-free'`],
    'lb-1 lsn-1 lsn-2 north',
  ],
  ['the name of a list', [`UPDATE access_control_list SET name = 'x' WHERE id = 'acl-1'`], 'north'],
  ['a new list', [`INSERT INTO access_control_list (region_id, name, ip_version) VALUES ('south', 'new', 'ipv6')`], 'south'],
  ['a list that goes with its entries', [`DELETE FROM access_control_list WHERE id = 'acl-free'`], 'north'],
  ['a list that moves to another region', [`UPDATE access_control_list SET region_id = 'south' WHERE id = 'acl-free'`], 'north south'],
  ['the id of a list', [`UPDATE access_control_list SET id = 'acl-x' WHERE id = 'acl-1'`], 'lb-1 lsn-1 lsn-2 north'],
  ['a list that a listener selects too', [`INSERT INTO listener_access_control_list VALUES ('lsn-1', 'acl-2')`], 'lb-1 lsn-1 north'],
  [
    'a list that a listener selects no longer',
    [`DELETE FROM listener_access_control_list WHERE listener_id = 'lsn-2' AND access_control_list_id = 'acl-1'`],
    'lb-1 lsn-2 north',
  ],
  ['the mode of a listener', [`UPDATE listener SET access_control_mode = 'blacklist' WHERE id = 'lsn-1'`], 'lb-1 lsn-1 north'],
  ['entries of two regions', [`DELETE FROM access_control_entry`], 'lb-1 lb-2 lsn-1 lsn-2 lsn-3 north south'],
  ['all entries truncated', ['TRUNCATE access_control_entry'], 'lb-1 lb-2 lsn-1 lsn-2 lsn-3 north south'],
  [
    'nothing, when rows are written as they were',
    [
      'UPDATE access_control_entry SET cidr = cidr, comment = comment',
      'UPDATE access_control_list SET name = name, updated_at = now()',
      'UPDATE listener_access_control_list SET listener_id = listener_id',
    ],
    '',
  ],
])('%s', async (_, statements, expected) => {
  expect((await raisedBy(statements)).join(' ')).toBe(expected);
});

it('one statement raises each region once, however many entries it brings', async () => {
  const before = await revisions();
  await client.query(`INSERT INTO access_control_entry (access_control_list_id, cidr)
    SELECT 'acl-1', '10.1.0.0'::inet + n FROM generate_series(1, 200) n`);
  expect(await revisions()).toMatchObject({ north: (before.north ?? 0) + 1, 'lsn-1': (before.north ?? 0) + 1, 'lsn-4': before['lsn-4'] });
});
