import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ListenerSnapshot } from '#domain/snapshot.ts';
import { type ListenerColumns, TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase, urlAs } from '#test/database.ts';
import type { LoadBalancerRecord } from './snapshot.ts';
import { SnapshotReader } from './snapshot-reader.ts';

/** What was written is what the worker reads, in the shapes of domain/snapshot.ts. */
let database: TestDatabase;
let configuration: TestConfiguration;
let reader: SnapshotReader;
let loadBalancerId: string;

const OPTIONS: ListenerColumns = {
  scheduler: 'tch',
  persistence_seconds: 3600,
  connection_draining_seconds: 10,
  bandwidth_mbps: 5,
  proxy_protocol: true,
};

beforeAll(async () => {
  database = await createTestDatabase();
  configuration = new TestConfiguration(database.url);
  await configuration.addRegion('here');
});
afterAll(async () => {
  await configuration.close();
  await database.drop();
});
beforeEach(async () => {
  await configuration.query('DELETE FROM load_balancer');
  loadBalancerId = await configuration.addLoadBalancer('here', '127.0.0.9');
  reader = new SnapshotReader({
    databaseUrl: urlAs('worker', database.url),
    regions: null,
    onInvalid: (id, message) => {
      throw new Error(`${id}: ${message}`);
    },
  });
  return () => reader.close();
});

async function readAll(): Promise<LoadBalancerRecord['snapshot']> {
  const [record] = (await reader.read()).loadBalancers;
  if (!record) {
    throw new Error('The instance was not read.');
  }
  return record.snapshot;
}

async function readOnly(): Promise<ListenerSnapshot> {
  return ListenerSnapshot.parse((await readAll()).listeners[0]);
}

test('a listener on the default server group: every server at the port of the listener', async () => {
  const ids = [
    await configuration.addDefaultServer('here', loadBalancerId, { address: '127.0.1.1' }),
    await configuration.addDefaultServer('here', loadBalancerId, { address: '127.0.1.2', weight: 0 }),
  ];
  await configuration.addListener(loadBalancerId, { backendPort: 8080 }, { port: 80, columns: OPTIONS });
  const listener = await readOnly();
  expect(listener).toMatchObject({
    scheduler: 'tch',
    persistenceSeconds: 3600,
    drainingSeconds: 10,
    bandwidthMbps: 5,
    proxyProtocol: true,
  });
  const { target } = listener;
  expect(target).toMatchObject({ kind: 'default' });
  const members = target.kind === 'default' ? target.members : [];
  expect(members.map(({ id }) => id)).toEqual(ids.toSorted());
  expect(members.toSorted((a, b) => a.address.localeCompare(b.address))).toMatchObject([
    { id: ids[0], address: '127.0.1.1', serverName: '127.0.1.1', port: 8080, weight: 100 },
    { id: ids[1], address: '127.0.1.2', serverName: '127.0.1.2', port: 8080, weight: 0 },
  ]);
});

test('a listener on a VServer group: one server with two ports is two members', async () => {
  const group = await configuration.addVserverGroup('here', loadBalancerId, [
    { address: '127.0.1.1', port: 81 },
    { address: '127.0.1.1', port: 82, weight: 7 },
  ]);
  await configuration.addDefaultServer('here', loadBalancerId, { address: '127.0.1.3' });
  await configuration.addListener(loadBalancerId, { vserverGroupId: group }, { protocol: 'udp', port: 80, columns: { scheduler: 'qch' } });
  const { target, scheduler } = await readOnly();
  expect(scheduler).toBe('qch');
  expect(target).toMatchObject({ kind: 'vserver-group', id: group, name: 'group' });
  const members = target.kind === 'vserver-group' ? target.members : [];
  expect(members.map(({ id }) => id)).toEqual(members.map(({ id }) => id).toSorted());
  expect(members.map(({ port, weight }) => [port, weight]).toSorted()).toEqual([
    [81, 100],
    [82, 7],
  ]);
});

test('groups without members are read as such', async () => {
  const group = await configuration.addVserverGroup('here', loadBalancerId, []);
  await configuration.addListener(loadBalancerId, { vserverGroupId: group }, { port: 80 });
  await configuration.addListener(loadBalancerId, { backendPort: 80 }, { port: 81 });
  const listeners = (await readAll()).listeners.map((one) => ListenerSnapshot.parse(one).target);
  expect(listeners.map((target) => [target.kind, 'members' in target && target.members])).toEqual(
    expect.arrayContaining([
      ['vserver-group', []],
      ['default', []],
    ]),
  );
});

test('a listener on an active/standby group, and defaults for what nobody chose', async () => {
  const group = await configuration.addGroup('here', loadBalancerId, {
    active: { address: '127.0.1.1', port: 81 },
    standby: { address: '127.0.1.2', port: 82 },
  });
  await configuration.addListener(loadBalancerId, group, { port: 80 });
  expect(await readOnly()).toMatchObject({
    scheduler: 'wrr',
    persistenceSeconds: 0,
    drainingSeconds: null,
    bandwidthMbps: null,
    proxyProtocol: false,
    target: { kind: 'active-standby-group', group: { id: group, switch: null, members: [{ role: 'active' }, { role: 'standby' }] } },
  });
});

test('a failover drill, with what is left of it, as long as it runs', async () => {
  const members = { active: { address: '127.0.1.1', port: 81 }, standby: { address: '127.0.1.2', port: 82 } };
  const group = await configuration.addGroup('here', loadBalancerId, members);
  await configuration.addListener(loadBalancerId, group, { port: 80 });
  const drillOf = async () => {
    const { target } = await readOnly();
    return target.kind === 'active-standby-group' ? target.group.drill : undefined;
  };
  expect(await drillOf()).toBeNull();
  const add = (startedAgo: string) =>
    configuration.query<{ id: string }>(
      `INSERT INTO failover_drill (group_id, load_balancer_id, seconds, reason, started_by, started_at, ends_at)
      SELECT $1, $2, 60, 'r', 'Ada', at, at + interval '60 s' FROM (SELECT clock_timestamp() - $3::interval AS at) t RETURNING id`,
      [group, loadBalancerId, startedAgo],
    );
  await add('61 s');
  expect(await drillOf()).toBeNull();
  const [drill] = await add('20 s');
  const running = await drillOf();
  expect(running?.id).toBe(drill?.id);
  expect(running?.leftMs).toBeGreaterThan(0);
  expect(running?.leftMs).toBeLessThanOrEqual(40_000);
  await configuration.query(`UPDATE failover_drill SET stopped_at = now(), stopped_by = 'Ada' WHERE id = $1`, [drill?.id]);
  expect(await drillOf()).toBeNull();
});

test('what the instance may carry', async () => {
  expect(await readAll()).toMatchObject({ specification: null, bandwidthMbps: null });
  await configuration.query(`UPDATE load_balancer SET specification = 'slb.s3.large', bandwidth_mbps = 100`);
  expect(await readAll()).toMatchObject({ specification: 'slb.s3.large', bandwidthMbps: 100 });
});

test('access control: the union of the lists, each network once, in order', async () => {
  const id = await configuration.addListener(loadBalancerId, { backendPort: 80 }, { port: 80 });
  expect((await readOnly()).accessControl).toBeNull();
  await configuration.query(`
    INSERT INTO access_control_list (id, region_id, name, ip_version) VALUES ('acl-1', 'here', 'one', 'ipv4'), ('acl-2', 'here', 'two', 'ipv4')`);
  await configuration.query(`
    WITH selected AS (INSERT INTO listener_access_control_list SELECT '${id}', id FROM access_control_list)
    UPDATE listener SET access_control_mode = 'whitelist' WHERE id = '${id}'`);
  expect((await readOnly()).accessControl).toEqual({ mode: 'whitelist', entries: [] });
  await configuration.query(`
    INSERT INTO access_control_entry (access_control_list_id, cidr) VALUES
      ('acl-1', '10.0.0.9'), ('acl-1', '9.0.0.0/8'), ('acl-2', '10.0.0.9'), ('acl-2', '0.0.0.0/0'), ('acl-2', '10.0.0.0/24')`);
  expect((await readOnly()).accessControl).toEqual({
    mode: 'whitelist',
    entries: ['0.0.0.0/0', '9.0.0.0/8', '10.0.0.0/24', '10.0.0.9/32'],
  });
});

test('access control: every network that Postgres can write is one that the snapshot can read', async () => {
  await configuration.query(`INSERT INTO address_pool (region_id, cidr) VALUES ('here', '::1/128')`);
  const six = await configuration.addLoadBalancer('here', '::1');
  const id = await configuration.addListener(six, { backendPort: 80 }, { port: 80 });
  await configuration.query(`INSERT INTO access_control_list (id, region_id, name, ip_version) VALUES ('acl-6', 'here', 'six', 'ipv6')`);
  await configuration.query(`
    WITH selected AS (INSERT INTO listener_access_control_list VALUES ('${id}', 'acl-6'))
    UPDATE listener SET access_control_mode = 'blacklist' WHERE id = '${id}'`);
  await configuration.query(`
    INSERT INTO access_control_entry (access_control_list_id, cidr) VALUES
      ('acl-6', '::/0'), ('acl-6', '::1'), ('acl-6', '::102:304'), ('acl-6', '2001:db8:0:0:1::/80'), ('acl-6', '64:ff9b::/96')`);
  const record = (await reader.read()).loadBalancers.find((one) => one.snapshot.id === six);
  expect(ListenerSnapshot.parse(record?.snapshot.listeners[0]).accessControl?.entries).toHaveLength(5);
});

test('whether servers see the client is asked of the region', async () => {
  expect(await readAll()).toMatchObject({ sourceNat: false });
  await configuration.query('UPDATE region SET source_nat = true');
  expect(await readAll()).toMatchObject({ sourceNat: true });
  await configuration.query('UPDATE region SET source_nat = false');
  expect(await readAll()).toMatchObject({ sourceNat: false });
});
