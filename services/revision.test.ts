import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { waitFor } from '#test/wait.ts';

/** Whatever SQL changes the configuration: what learns of it, and how often. */
let plane: ControlPlane;
let client: pg.Client;
let notified: string[] = [];

beforeAll(async () => {
  plane = await startControlPlane();
  client = new pg.Client({ connectionString: plane.url });
  await client.connect();
  client.on('notification', ({ payload }) => notified.push(payload ?? ''));
  await client.query('LISTEN openslb_config');
  await client.query(`
    BEGIN;
    INSERT INTO server (id, region_id, name, address) VALUES
      ('srv-free', 'north', 'free', '10.0.0.9'), ('srv-pool', 'north', 'pool', '10.0.0.8');
    INSERT INTO load_balancer (id, region_id, name, address) VALUES
      ('lb-1', 'north', 'one', '127.0.10.1'), ('lb-2', 'north', 'two', '127.0.10.2'), ('lb-3', 'south', 'three', '127.0.20.3');
    INSERT INTO active_standby_group (id, load_balancer_id, region_id, name) VALUES
      ('rsp-1', 'lb-1', 'north', 'g1'), ('rsp-2', 'lb-1', 'north', 'g2'), ('rsp-3', 'lb-2', 'north', 'g3');
    INSERT INTO active_standby_member (id, group_id, region_id, server_id, port, role)
      SELECT 'mbr-' || g || r, 'rsp-' || g, 'north', s, 80, r::member_role
      FROM generate_series(1, 3) g, (VALUES ('active', 'srv-one'), ('standby', 'srv-two')) m(r, s);
    INSERT INTO listener (id, load_balancer_id, protocol, port, name, active_standby_group_id) VALUES
      ('lsn-1', 'lb-1', 'tcp', 80, 'l1', 'rsp-1'), ('lsn-2', 'lb-1', 'tcp', 81, 'l2', 'rsp-2'),
      ('lsn-3', 'lb-2', 'tcp', 80, 'l3', 'rsp-3'), ('lsn-4', 'lb-1', 'tcp', 82, 'l4', 'rsp-1');
    INSERT INTO vserver_group (id, load_balancer_id, region_id, name) VALUES ('rsp-v1', 'lb-1', 'north', 'v1'), ('rsp-v2', 'lb-1', 'north', 'v2');
    INSERT INTO vserver_member (id, group_id, region_id, server_id, port)
      VALUES ('mbr-v1', 'rsp-v1', 'north', 'srv-one', 80), ('mbr-v2', 'rsp-v2', 'north', 'srv-pool', 80);
    INSERT INTO default_server (id, load_balancer_id, region_id, server_id)
      VALUES ('mbr-d1', 'lb-1', 'north', 'srv-pool'), ('mbr-d3', 'lb-3', 'south', 'srv-south');
    INSERT INTO listener (id, load_balancer_id, protocol, port, name, vserver_group_id, backend_port) VALUES
      ('lsn-v1', 'lb-1', 'tcp', 90, 'v1', 'rsp-v1', NULL), ('lsn-v2', 'lb-1', 'tcp', 91, 'v2', 'rsp-v2', NULL),
      ('lsn-d1', 'lb-1', 'tcp', 92, 'd1', NULL, 80), ('lsn-d3', 'lb-3', 'tcp', 92, 'd3', NULL, 80);
    INSERT INTO health_check (listener_id, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold)
      SELECT id, 'tcp', 5, 2, 3, 3 FROM listener;
    COMMIT`);
});
afterAll(async () => {
  await client.end();
  await plane.close();
});
beforeEach(() => {
  notified = [];
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
    await client.query('SET CONSTRAINTS ALL IMMEDIATE');
    const after = await revisions();
    return Object.keys(after)
      .filter((id) => after[id] !== before[id])
      .sort();
  } finally {
    await client.query('ROLLBACK');
  }
}

const newDefault = (loadBalancerId: string) =>
  `INSERT INTO default_server (load_balancer_id, region_id, server_id) VALUES ('${loadBalancerId}', 'north', 'srv-free')`;
const ALL_LISTENERS = 'lsn-1 lsn-2 lsn-3 lsn-4 lsn-d1 lsn-d3 lsn-v1 lsn-v2';

describe('one change raises its region, its instance and the listeners that depend on it', () => {
  it.each<[string, string[], string]>([
    [
      'the address of a server',
      [`UPDATE server SET address = '10.0.0.77' WHERE id = 'srv-one'`],
      'lb-1 lb-2 lsn-1 lsn-2 lsn-3 lsn-4 lsn-v1 north',
    ],
    ['the address of a server in pools', [`UPDATE server SET address = '10.0.0.78' WHERE id = 'srv-pool'`], 'lb-1 lsn-d1 lsn-v2 north'],
    ['the name of a server in pools', [`UPDATE server SET name = 'new' WHERE id = 'srv-pool'`], 'lb-1 north'],
    ['the weight of a default server', [`UPDATE default_server SET weight = 0 WHERE id = 'mbr-d1'`], 'lb-1 lsn-d1 north'],
    ['a default server that joins', [newDefault('lb-1')], 'lb-1 lsn-d1 north'],
    ['a default server that joins where no listener uses the group', [newDefault('lb-2')], 'lb-2 north'],
    ['a default server that leaves', [`DELETE FROM default_server WHERE id = 'mbr-d1'`], 'lb-1 lsn-d1 north'],
    ['a default server that moves', [`UPDATE default_server SET load_balancer_id = 'lb-2' WHERE id = 'mbr-d1'`], 'lb-1 lb-2 lsn-d1 north'],
    ['the weight of a VServer member', [`UPDATE vserver_member SET weight = 1 WHERE id = 'mbr-v1'`], 'lb-1 lsn-v1 north'],
    ['a VServer member that leaves', [`DELETE FROM vserver_member WHERE id = 'mbr-v2'`], 'lb-1 lsn-v2 north'],
    ['a VServer member that moves', [`UPDATE vserver_member SET group_id = 'rsp-v2' WHERE id = 'mbr-v1'`], 'lb-1 lsn-v1 lsn-v2 north'],
    ['the name of a VServer group', [`UPDATE vserver_group SET name = 'x' WHERE id = 'rsp-v1'`], 'lb-1 lsn-v1 north'],
    [
      'the target of a listener',
      [`UPDATE listener SET vserver_group_id = NULL, backend_port = 80 WHERE id = 'lsn-v1'`],
      'lb-1 lsn-v1 north',
    ],
    [
      'the specification of an instance',
      [`UPDATE load_balancer SET specification = 'slb.s1.small' WHERE id = 'lb-3'`],
      'lb-3 lsn-d3 south',
    ],
    ['the bandwidth of an instance', [`UPDATE load_balancer SET bandwidth_mbps = 9 WHERE id = 'lb-3'`], 'lb-3 lsn-d3 south'],
    ['all VServer groups truncated', ['TRUNCATE vserver_group CASCADE'], 'lb-1 lb-2 lb-3 north south'],
    ['default servers truncated', ['TRUNCATE default_server'], `lb-1 lb-2 lb-3 ${ALL_LISTENERS} north south`],
    ['VServer members truncated', ['TRUNCATE vserver_member'], `lb-1 lb-2 lb-3 ${ALL_LISTENERS} north south`],
    ['the name of a server, which workers report', [`UPDATE server SET name = 'new' WHERE id = 'srv-one'`], 'lb-1 lb-2 north'],
    ['the status of a server', [`UPDATE server SET status = 'stopped' WHERE id = 'srv-one'`], 'north'],
    ['a server that moves to another region', [`UPDATE server SET region_id = 'south' WHERE id = 'srv-free'`], 'north south'],
    ['a member', [`UPDATE active_standby_member SET weight = 0 WHERE id = 'mbr-1active'`], 'lb-1 lsn-1 lsn-4 north'],
    [
      'members that change groups',
      [
        `UPDATE active_standby_member SET port = 90, group_id = CASE group_id WHEN 'rsp-1' THEN 'rsp-3' ELSE 'rsp-1' END
        WHERE id IN ('mbr-1active', 'mbr-3active')`,
      ],
      'lb-1 lb-2 lsn-1 lsn-3 lsn-4 north',
    ],
    [
      'a group and its listeners that move',
      [`UPDATE active_standby_group SET load_balancer_id = 'lb-2' WHERE id = 'rsp-2'`],
      'lb-1 lb-2 lsn-2 north',
    ],
    [
      'a group nobody uses',
      [`DELETE FROM listener WHERE id = 'lsn-2'`, `DELETE FROM active_standby_group WHERE id = 'rsp-2'`],
      'lb-1 north',
    ],
    ['the id of a group', [`UPDATE active_standby_group SET id = 'rsp-x' WHERE id = 'rsp-1'`], 'lb-1 lsn-1 lsn-4 north'],
    ['a health check', [`UPDATE health_check SET interval_seconds = 9 WHERE listener_id = 'lsn-1'`], 'lb-1 lsn-1 north'],
    ['the group of a listener', [`UPDATE listener SET active_standby_group_id = 'rsp-2' WHERE id = 'lsn-1'`], 'lb-1 lsn-1 north'],
    ['a listener that goes', [`DELETE FROM listener WHERE id = 'lsn-1'`], 'lb-1 north'],
    ['the name of an instance', [`UPDATE load_balancer SET name = 'x' WHERE id = 'lb-1'`], 'lb-1 north'],
    [
      'the status of an instance',
      [`UPDATE load_balancer SET status = 'inactive' WHERE id = 'lb-1'`],
      'lb-1 lsn-1 lsn-2 lsn-4 lsn-d1 lsn-v1 lsn-v2 north',
    ],
    [
      'an instance that moves to another region',
      [
        `DELETE FROM default_server WHERE id = 'mbr-d3'`,
        `UPDATE load_balancer SET region_id = 'north', address = '127.0.10.9' WHERE id = 'lb-3'`,
      ],
      'lb-3 lsn-d3 north south',
    ],
    ['an instance that goes with all it has', [`DELETE FROM load_balancer WHERE id = 'lb-1'`], 'north'],
    [
      'the id of a region',
      [`UPDATE region SET id = 'nord' WHERE id = 'north'`],
      'lb-1 lb-2 lsn-1 lsn-2 lsn-3 lsn-4 lsn-d1 lsn-v1 lsn-v2 nord',
    ],
    [
      'the source NAT of a region',
      [`UPDATE region SET source_nat = NOT source_nat, name = 'x' WHERE id = 'north'`],
      'lb-1 lb-2 lsn-1 lsn-2 lsn-3 lsn-4 lsn-d1 lsn-v1 lsn-v2 north',
    ],
    ['the name of a region, which no worker looks at', [`UPDATE region SET name = 'x', source_nat = source_nat WHERE id = 'north'`], ''],
    ['all listeners truncated', ['TRUNCATE listener CASCADE'], 'lb-1 lb-2 lb-3 north south'],
    [
      'nothing, when rows are written as they were',
      [
        'UPDATE listener SET name = name, enabled = enabled',
        'UPDATE load_balancer SET status = status, updated_at = now()',
        'UPDATE active_standby_member SET port = port',
        'UPDATE active_standby_group SET name = name',
        'UPDATE vserver_group SET name = name',
        'UPDATE vserver_member SET weight = weight',
        'UPDATE default_server SET weight = weight',
        'UPDATE health_check SET enabled = enabled',
        'UPDATE server SET address = address',
      ],
      '',
    ],
  ])('%s', async (_, statements, expected) => {
    expect((await raisedBy(statements)).join(' ')).toBe(expected);
  });
});

it('one statement raises each region once and one transaction notifies each region once, however many rows it changes', async () => {
  const before = await revisions();
  await client.query(`UPDATE listener SET idle_timeout_seconds = 60`);
  expect((await revisions()).north).toBe((before.north ?? 0) + 1);
  await client.query(`BEGIN; UPDATE listener SET idle_timeout_seconds = 61; UPDATE load_balancer SET name = 'same'; COMMIT`);
  expect((await revisions()).north).toBe((before.north ?? 0) + 3);
  expect(notified.sort()).toEqual(['north', 'north', 'south', 'south']);
});

it('a listener that is being attached to a group learns of a change of its members that another writer makes meanwhile', async () => {
  const other = new pg.Client({ connectionString: plane.url });
  await other.connect();
  try {
    await client.query('BEGIN');
    await client.query(`UPDATE listener SET vserver_group_id = 'rsp-v2' WHERE id = 'lsn-v1'`);
    const changed = other.query(`UPDATE vserver_member SET weight = 5 WHERE id = 'mbr-v2'`);
    const isQueued = async () => {
      const { rows } = await client.query(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
      return rows.length === 1;
    };
    await waitFor(isQueued, { what: 'the other writer to queue' });
    await client.query('COMMIT');
    await changed;
    const after = await revisions();
    expect([after['lsn-v1'], after['lsn-v2']]).toEqual([after.north, after.north]);
  } finally {
    await other.end();
  }
});
