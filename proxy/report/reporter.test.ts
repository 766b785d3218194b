import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ListenerCounters } from '#proxy/engine/engine.ts';
import { createLog } from '#proxy/log.ts';
import type { ObservedListener } from '#proxy/reconcile/observed.ts';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase, urlAs } from '#test/database.ts';
import { startTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { HistoryReport } from './history-report.ts';
import { Reporter, type ReporterOptions } from './reporter.ts';

const REGION = 'report';
const OBSERVED: Omit<ObservedListener, 'listenerId' | 'servedBy' | 'state'> = {
  regionId: REGION,
  place: { protocol: 'tcp', address: '127.0.70.1', port: 7000 },
  revision: 1,
  error: null,
  appliedAt: new Date(),
  delayMs: null,
  serving: null,
  verdicts: [],
  readiness: [],
};
const cleanups: (() => unknown)[] = [];
/** By the test itself. */
const stopped = new WeakSet<Reporter>();
let database: TestDatabase;
let configuration: TestConfiguration;
let loadBalancerId: string;
let listenerId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  configuration = new TestConfiguration(database.url);
  await configuration.addRegion(REGION);
  loadBalancerId = await configuration.addLoadBalancer(REGION, '127.0.70.1');
  const members = { active: { address: '127.0.71.1', port: 1 }, standby: { address: '127.0.71.2', port: 1 } };
  const groupId = await configuration.addGroup(REGION, loadBalancerId, members);
  listenerId = await configuration.addListener(loadBalancerId, groupId, { port: 7000 });
});

afterAll(async () => {
  for (const cleanup of cleanups.reverse()) {
    await cleanup();
  }
  await configuration?.close();
  await database?.drop();
});

/**
 * A way to Postgres that can lose a commit: `lose` the next one before it arrives, or the answer to it, and the
 * connection with it.
 */
async function startLossyRelay() {
  const { hostname, port } = new URL(database.url);
  let toLose: 'commit' | 'answer' | null = null;
  let lost = 0;
  const relay = await startTcpServer({
    onConnection: (client) => {
      const server = connect(Number(port), hostname);
      let losesAnswer = false;
      client.on('data', (chunk) => {
        const isCommit = chunk.includes('COMMIT');
        if (isCommit && toLose === 'commit') {
          toLose = null;
          lost += 1;
          client.destroy();
          return;
        }
        if (isCommit && toLose === 'answer') {
          toLose = null;
          losesAnswer = true;
        }
        server.write(chunk);
      });
      server.on('data', (chunk) => {
        if (losesAnswer) {
          lost += 1;
          client.destroy();
        } else {
          client.write(chunk);
        }
      });
      client.on('close', () => server.destroy());
      client.on('error', () => server.destroy());
      server.on('close', () => client.destroy());
      server.on('error', () => client.destroy());
    },
  });
  cleanups.push(() => relay.stop());
  const url = new URL(database.url);
  url.port = String(relay.port);
  return {
    url: url.href,
    lose(what: 'commit' | 'answer') {
      toLose = what;
    },
    lost: () => lost,
  };
}

const USERSPACE: ReporterOptions['engine'] = { name: 'userspace', hints: () => [] };

function newReporter(databaseUrl: string, nodeId: string, ...counters: ListenerCounters[]) {
  return newReporterOf(USERSPACE, databaseUrl, nodeId, ...counters);
}

function newReporterOf(engine: ReporterOptions['engine'], databaseUrl: string, nodeId: string, ...counters: ListenerCounters[]) {
  const reporter = new Reporter({
    databaseUrl: urlAs('worker', databaseUrl),
    nodeId,
    engine,
    version: '0',
    log: createLog(() => {}),
    counters: () => counters.map((one) => ({ ...one })),
    missedNotifications: () => 0,
    history: new HistoryReport({ nodeId, log: createLog(() => {}), isChecked: () => true, serverNameOf: () => 'server' }),
  });
  cleanups.push(() => stopped.has(reporter) || reporter.stop());
  return reporter;
}

function zeroCounters(): ListenerCounters {
  return {
    listenerId,
    connectionsCurrent: 0,
    connectionsTotal: 0,
    connectErrorsTotal: 0,
    bytesInTotal: 0,
    bytesOutTotal: 0,
    packetsInTotal: 0,
    packetsOutTotal: 0,
    drops: {},
    members: [],
  };
}

test.each(['commit', 'answer'] as const)('traffic is added exactly once when the %s is lost', async (what) => {
  const relay = await startLossyRelay();
  const counters = zeroCounters();
  const nodeId = `node-${what}`;
  const reporter = newReporter(relay.url, nodeId, counters);
  const sumOf = async (table: string, column: string, condition = 'true') => {
    const rows = await configuration.query<{ sum: string | null }>(
      `SELECT sum(${column}) FROM ${table} WHERE node_id = $1 AND ${condition}`,
      [nodeId],
    );
    return Number(rows[0]?.sum ?? 0);
  };
  const stored = () => sumOf('listener_traffic', 'bytes_in_total');
  counters.bytesInTotal = 1000;
  reporter.start([]);
  await waitFor(async () => (await stored()) === 1000);

  relay.lose(what);
  counters.bytesInTotal = 1500;
  await waitFor(() => relay.lost() === 1);
  counters.bytesInTotal = 1501;
  await waitFor(async () => (await stored()) >= 1501);
  expect(await stored()).toBe(1501);
  expect(await sumOf('traffic_minute', 'bytes_in', `member_id = ''`)).toBe(1501);
  expect(reporter.failures).toBeGreaterThan(0);
});

test('traffic of members is told beside that of the listener, drops by their reason, and what was open ends with a stop', async () => {
  const nodeId = 'node-members';
  const counters = zeroCounters();
  const member = { ...zeroCounters(), memberId: 'mbr-1', connectTimes: Array(13).fill(0), connectMsTotal: 12.5, connectionsTotal: 3 };
  member.connectTimes[4] = 3;
  Object.assign(counters, { connectionsTotal: 4, connectionsCurrent: 2, drops: { 'no-server': 1 }, members: [member] });
  const reporter = newReporter(database.url, nodeId, counters);
  reporter.start([]);
  const minutes = (memberId: string) =>
    configuration.query(
      `SELECT sum(connections_new)::int AS new, max(connections_max) AS max, sum(connects)::int AS connects, sum(connect_ms_sum) AS ms,
        (jsonb_agg(drops) -> 0) AS drops FROM traffic_minute WHERE node_id = $1 AND member_id = $2`,
      [nodeId, memberId],
    );
  await waitFor(async () => (await minutes(''))[0]?.new === 4);
  expect(await minutes('')).toEqual([{ new: 4, max: 2, connects: 0, ms: 0, drops: { 'no-server': 1 } }]);
  expect(await minutes('mbr-1')).toEqual([{ new: 3, max: 0, connects: 3, ms: 12.5, drops: {} }]);
  counters.drops = { 'no-server': 1, bandwidth: 5 };
  const totals = () =>
    configuration.query('SELECT connections_current, dropped_total, drops FROM listener_traffic WHERE node_id = $1', [nodeId]);
  await waitFor(async () => (await totals())[0]?.dropped_total === '6');
  expect(await totals()).toEqual([{ connections_current: 2, dropped_total: '6', drops: { 'no-server': 1, bandwidth: 5 } }]);
  stopped.add(reporter);
  await reporter.stop();
  expect((await totals())[0]?.connections_current).toBe(0);
});

test('the traffic of a locked listener waits and holds up nobody; that of a deleted one is dropped', async () => {
  const nodeId = 'node-locked';
  const groupId = await configuration.addVserverGroup(REGION, loadBalancerId, []);
  const target = { vserverGroupId: groupId };
  const [locked, deleted] = [
    await configuration.addListener(loadBalancerId, target, { port: 7001 }),
    await configuration.addListener(loadBalancerId, target, { port: 7002 }),
  ];
  const all = [listenerId, locked, deleted].map((id) => ({ ...zeroCounters(), listenerId: id, bytesInTotal: 10 }));
  await configuration.query('DELETE FROM listener WHERE id = $1', [deleted]);
  const user = new pg.Client({ connectionString: database.url });
  await user.connect();
  await user.query('BEGIN');
  await user.query('SELECT 1 FROM listener WHERE id = $1 FOR UPDATE', [locked]);
  newReporter(database.url, nodeId, ...all).start([]);
  const stored = async () =>
    (
      await configuration.query<{ id: string; bytes: string }>(
        'SELECT listener_id AS id, bytes_in_total AS bytes FROM listener_traffic WHERE node_id = $1',
        [nodeId],
      )
    ).map(({ id, bytes }) => [id, bytes]);
  await waitFor(async () => (await stored()).length === 1);
  expect(await stored()).toEqual([[listenerId, '10']]);
  await user.query('COMMIT');
  await user.end();
  await waitFor(async () => (await stored()).length === 2);
  expect(Object.fromEntries(await stored())).toEqual({ [listenerId]: '10', [locked]: '10' });
});

test('traffic per minute older than 31 days is removed', async () => {
  await configuration.query(
    `INSERT INTO proxy_node (id, engine, version, started_at, heartbeat_at) VALUES ('node-old', 'e', 'v', now(), now())`,
  );
  await configuration.query(
    `INSERT INTO traffic_minute (node_id, listener_id, minute) SELECT 'node-old', $1, date_trunc('minute', now() - make_interval(days => days))
      FROM unnest(ARRAY[30, 32, 33]) AS days`,
    [listenerId],
  );
  newReporter(database.url, 'node-prune-traffic', zeroCounters()).start([]);
  const left = () => configuration.query(`SELECT 1 FROM traffic_minute WHERE node_id = 'node-old'`);
  await waitFor(async () => (await left()).length === 1);
});

test('an event that is reported again is stored once, and one of a deleted load balancer is no obstacle', async () => {
  const event = {
    id: randomUUID(),
    loadBalancerId,
    regionId: REGION,
    listenerId,
    protocol: 'tcp' as const,
    port: 7000,
    groupId: 'rsp-x',
    groupName: 'group',
    from: 'active' as const,
    to: 'standby' as const,
    fromServer: 'a',
    toServer: 'b',
    reason: 'test',
    at: new Date().toISOString(),
  };
  const reporter = newReporter(database.url, 'node-events', zeroCounters());
  reporter.start([{ ...event, id: randomUUID(), loadBalancerId: 'lb-gone' }, event]);
  reporter.failedOver(event);
  await waitFor(async () => (await configuration.eventsOf(listenerId)).length > 0 && reporter.pendingEvents().length === 0);
  expect(await configuration.eventsOf(listenerId)).toHaveLength(1);
});

test('events older than 31 days are removed', async () => {
  await configuration.query(
    `INSERT INTO failover_event SELECT gen_random_uuid(), $1, 'lsn-old', 'tcp', 1, 'g', 'g', 'n', 'active', 'standby', 'a', 'b', 'r',
      now() - make_interval(days => days) FROM unnest(ARRAY[30, 32]) AS days`,
    [loadBalancerId],
  );
  newReporter(database.url, 'node-prune', zeroCounters()).start([]);
  await waitFor(async () => (await configuration.eventsOf('lsn-old')).length === 1);
});

test('what serves a listener and what the node lacks is told when it changes, and whoever shows the region is woken', async () => {
  const nodeId = 'node-engine';
  let hints: string[] = ['Take the hint.'];
  const reporter = newReporterOf({ name: 'nftables', hints: () => hints }, database.url, nodeId);
  const woken: string[] = [];
  const watcher = new pg.Client({ connectionString: database.url });
  cleanups.push(() => watcher.end());
  await watcher.connect();
  watcher.on('notification', ({ payload }) => woken.push(payload ?? ''));
  await watcher.query('LISTEN openslb_status');
  const observe = (servedBy: ObservedListener['servedBy'], state: ObservedListener['state'] = 'in_force') =>
    reporter.observed({
      listeners: new Map([[listenerId, { ...OBSERVED, listenerId, servedBy, state }]]),
      regions: [{ id: REGION, revision: 1 }],
    });
  const stored = () =>
    configuration.query(
      `SELECT n.engine AS best, n.hints, s.state, s.engine, s.engine_reason AS reason
        FROM proxy_node n LEFT JOIN listener_status s ON s.node_id = n.id WHERE n.id = $1`,
      [nodeId],
    );
  const becomes = (row: object) => waitFor(async () => isDeepStrictEqual(await stored(), [{ best: 'nftables', hints, ...row }]));

  reporter.start([]);
  observe({ engine: 'userspace', reason: 'It is too much.' });
  await becomes({ state: 'in_force', engine: 'userspace', reason: 'It is too much.' });
  observe({ engine: 'nftables', reason: null });
  await becomes({ state: 'in_force', engine: 'nftables', reason: null });
  observe(null, 'stopped');
  await becomes({ state: 'stopped', engine: 'userspace', reason: null });
  await waitFor(() => woken.length > 0);
  woken.length = 0;
  hints = [];
  await becomes({ state: 'stopped', engine: 'userspace', reason: null });
  await waitFor(() => woken.includes(REGION));
});
