import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HEALTH_CHECK_DEFAULTS } from '#domain/health-check.ts';
import type { Probe } from '#proxy/health/check.ts';
import { probe } from '#proxy/health/probe.ts';
import { createLog } from '#proxy/log.ts';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase, urlAs } from '#test/database.ts';
import { freePort, startTcpServer, startUdpServer } from '#test/servers.ts';
import { startSilentServer } from '#test/silent-server.ts';
import { waitFor } from '#test/wait.ts';
import { startTestWorker } from '#test/worker.ts';
import { ProbeDesk } from './probe-desk.ts';

const FAST = { timeoutSeconds: 1, intervalSeconds: 1 };
const TCP = { ...HEALTH_CHECK_DEFAULTS.tcp, ...FAST };
const UDP = { ...HEALTH_CHECK_DEFAULTS.udp, ...FAST };
const HTTP = { ...HEALTH_CHECK_DEFAULTS.http, ...FAST };
const ADDRESS = '127.0.75.1';
const cleanups: (() => unknown)[] = [];
let database: TestDatabase;
let configuration: TestConfiguration;

beforeAll(async () => {
  database = await createTestDatabase();
  cleanups.push(() => database.drop());
  configuration = new TestConfiguration(database.url);
  cleanups.push(() => configuration.close());
});

afterAll(async () => {
  for (const cleanup of cleanups.reverse()) {
    await cleanup();
  }
});

interface Row {
  state: string;
  node_id: string | null;
  ok: boolean | null;
  reason: string | null;
  took_ms: number | null;
  finished_at: Date | null;
}

async function ask(regionId: string, port: number, settings: object = TCP): Promise<string> {
  const [row] = await configuration.query<{ id: string }>(
    `INSERT INTO probe_request (region_id, server_name, address, port, settings, requested_by) VALUES ($1, 'server', $2, $3, $4, 'test')
      RETURNING id`,
    [regionId, ADDRESS, port, JSON.stringify(settings)],
  );
  return row?.id ?? '';
}

async function rowOf(id: string): Promise<Row | undefined> {
  return (await configuration.query<Row>('SELECT * FROM probe_request WHERE id = $1', [id]))[0];
}

async function ended(id: string): Promise<Row> {
  return waitFor(
    async () => {
      const row = await rowOf(id);
      return row !== undefined && row.state !== 'pending' && row.state !== 'running' && row;
    },
    { what: `the answer to ${id}` },
  );
}

function newDesk(nodeId: string, regions: string[], by: Probe = probe): Pick<ProbeDesk, 'lookAgain' | 'stop'> {
  const desk = new ProbeDesk({ databaseUrl: urlAs('worker', database.url), nodeId, regions, probe: by, log: createLog(() => {}) });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= desk.stop();
    return stopped;
  };
  cleanups.push(stop);
  desk.lookAgain();
  return { lookAgain: () => desk.lookAgain(), stop };
}

async function httpServer(status: number): Promise<number> {
  const server = createServer((_request, response) => response.writeHead(status).end());
  cleanups.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, ADDRESS, resolve));
  return (server.address() as AddressInfo).port;
}

test('a worker answers each kind of check in words a person can act on, and wakes the console', async () => {
  await configuration.addRegion('words', null);
  const worker = await startTestWorker({ databaseUrl: database.url });
  await waitFor(() => worker.lines.some((line) => line.includes('notifications:connected')));
  const console = new pg.Client({ connectionString: database.url });
  await console.connect();
  cleanups.push(() => console.end());
  const woken: (string | undefined)[] = [];
  console.on('notification', ({ payload }) => woken.push(payload));
  await console.query('LISTEN openslb_status');

  const server = await startTcpServer({ name: 'a', address: ADDRESS });
  const udp = await startUdpServer({ name: 'b', address: ADDRESS });
  const silent = await startSilentServer(ADDRESS);
  cleanups.push(
    () => server.stop(),
    () => udp.stop(),
    () => silent.stop(),
  );
  const nobody = await freePort(ADDRESS);
  const cases: [id: string, ok: boolean, reason: RegExp][] = [
    [await ask('words', server.port), true, /^connected in \d+ ms$/],
    [await ask('words', nobody), false, /^connection refused$/],
    [await ask('words', nobody, { ...TCP, port: server.port }), true, /^connected in \d+ ms$/],
    [await ask('words', silent.port), false, /^no answer in 1 s$/],
    [await ask('words', await httpServer(200), HTTP), true, /^HTTP 200 in \d+ ms$/],
    [await ask('words', await httpServer(503), HTTP), false, /^HTTP 503$/],
    [await ask('words', udp.port, UDP), true, /^a reply came in \d+ ms$|^no "port unreachable" came back in 1\.\d s$/],
    [await ask('words', nobody, UDP), false, /^port unreachable$/],
    [await ask('words', server.port, { ...TCP, type: 'carrier pigeon' }), false, /^what was asked is not valid: settings: type: /],
    [await ask('words', server.port, []), false, /^what was asked is not valid: settings: /],
  ];
  for (const [id, ok, reason] of cases) {
    const row = await ended(id);
    expect(row).toMatchObject({ state: 'done', ok, reason: expect.stringMatching(reason), node_id: 'node-1' });
    expect(row.took_ms).toBeGreaterThanOrEqual(0);
    expect(row.finished_at).not.toBeNull();
  }
  await waitFor(() => woken.includes('words'));
  // It serves all regions, those of the other tests too.
  await worker.stop();
});

test('of two nodes one takes a request; a node has at most 20 at once and the rest waits in the table', async () => {
  await configuration.addRegion('shared', null);
  const server = await startTcpServer({ name: 'a', address: ADDRESS });
  cleanups.push(() => server.stop());
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let probes = 0;
  const behindGate: Probe = async (check, signal) => {
    probes += 1;
    await gate;
    return probe(check, signal);
  };
  const ids: string[] = [];
  for (let index = 0; index < 60; index += 1) {
    ids.push(await ask('shared', server.port));
  }
  const desks = ['node-a', 'node-b'].map((nodeId) => newDesk(nodeId, ['shared'], behindGate));
  const inState = async (state: string) =>
    configuration.query<{ node_id: string }>(`SELECT node_id FROM probe_request WHERE region_id = 'shared' AND state = $1`, [state]);
  await waitFor(async () => (await inState('running')).length === 40);
  desks.forEach((desk) => {
    desk.lookAgain();
  });
  const running = await inState('running');
  expect(running.filter((row) => row.node_id === 'node-a')).toHaveLength(20);
  expect(running.filter((row) => row.node_id === 'node-b')).toHaveLength(20);
  expect(probes).toBe(40);
  open();
  const rows = await Promise.all(ids.map(ended));
  expect(rows.filter((row) => row.state !== 'done' || row.ok !== true)).toEqual([]);
  expect(probes).toBe(60);
});

test('what nobody takes in time expires, and so does what a node took that has ended; what it took itself it takes again', async () => {
  await configuration.addRegion('late', null);
  const server = await startTcpServer({ name: 'a', address: ADDRESS });
  cleanups.push(() => server.stop());
  const made = async (change: string) => {
    const id = await ask('late', server.port);
    await configuration.query(`UPDATE probe_request SET ${change} WHERE id = $1`, [id]);
    return id;
  };
  await configuration.query(
    `INSERT INTO proxy_node (id, engine, version, started_at, heartbeat_at) VALUES ('node-alive', 'e', 'v', now(), now() + interval '1 hour')`,
  );
  const old = `requested_at = now() - interval '16 seconds'`;
  const late = await made(old);
  const ofGone = await made(`${old}, state = 'running', node_id = 'node-gone'`);
  const ofAlive = await made(`${old}, state = 'running', node_id = 'node-alive'`);
  const own = await made(`state = 'running', node_id = 'node-late'`);
  const elsewhere = await (async () => {
    await configuration.addRegion('elsewhere', null);
    return ask('elsewhere', server.port);
  })();
  newDesk('node-late', ['late']);
  expect(await ended(late)).toMatchObject({ state: 'expired', ok: null, reason: 'no node took it in 15 s' });
  expect(await ended(ofGone)).toMatchObject({ state: 'expired', ok: null, reason: 'the node that took it has ended' });
  expect(await ended(own)).toMatchObject({ state: 'done', ok: true, node_id: 'node-late' });
  expect(await rowOf(ofAlive)).toMatchObject({ state: 'running', node_id: 'node-alive' });
  expect(await rowOf(elsewhere)).toMatchObject({ state: 'pending', node_id: null });
});

test('a node that stops leaves its requests to another one', async () => {
  await configuration.addRegion('handed', null);
  const server = await startTcpServer({ name: 'a', address: ADDRESS });
  cleanups.push(() => server.stop());
  const never: Probe = (_check, signal) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve({ result: 'inconclusive', reason: 'stopped' })));
  const first = newDesk('node-first', ['handed'], never);
  const id = await ask('handed', server.port);
  first.lookAgain();
  await waitFor(async () => (await rowOf(id))?.state === 'running');
  await first.stop();
  expect(await rowOf(id)).toMatchObject({ state: 'pending', node_id: null, ok: null });
  newDesk('node-second', ['handed']);
  expect(await ended(id)).toMatchObject({ state: 'done', ok: true, node_id: 'node-second' });
});
