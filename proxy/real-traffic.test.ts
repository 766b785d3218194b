import { createHash, type Hash, randomBytes } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import DNS from 'dns2';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startThrowawayCluster } from '#scripts/postgres/throwaway.ts';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { forwarderPids } from '#test/forwarders.ts';
import { freePort, startTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { spawnWorker } from '#test/worker.ts';

/** Real clients and servers through a real worker process. */

const REGION = 'real';
const GIBIBYTE = 1024 ** 3;
const GROWTH_BYTES_MAX = 64 * 1024 ** 2;
const cleanups: (() => unknown)[] = [];
let database: TestDatabase;
let configuration: TestConfiguration;
let worker: Awaited<ReturnType<typeof spawnWorker>>;

beforeAll(async () => {
  database = await createTestDatabase();
  configuration = new TestConfiguration(database.url);
  await configuration.addRegion(REGION);
  const dataDir = await mkdtemp(join(tmpdir(), 'openslb-worker-'));
  worker = await spawnWorker({ databaseUrl: database.url, dataDir, nodeId: 'node-1' });
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
});

afterAll(async () => {
  await worker?.kill('SIGKILL');
  await Promise.all(cleanups.map((cleanup) => cleanup()));
  await configuration?.close();
  await database?.drop();
});

type Place = { address: string; port: number };

async function listen(
  address: string,
  members: { active: Place; standby: Place },
  options: Omit<Parameters<TestConfiguration['addListener']>[2], 'port'> = {},
) {
  const loadBalancerId = await configuration.addLoadBalancer(REGION, address);
  const groupId = await configuration.addGroup(REGION, loadBalancerId, members);
  const port = await freePort(address);
  const id = await configuration.addListener(loadBalancerId, groupId, { ...options, port });
  await waitFor(async () => (await configuration.statusOf(id))?.state === 'in_force', { what: 'the listener in force' });
  return { id, address, port };
}

/** Of all processes of the worker. */
async function residentBytes(workerPid: number): Promise<number> {
  const bytes = await Promise.all([workerPid, ...forwarderPids(workerPid)].map(residentBytesOf));
  return bytes.reduce((sum, one) => sum + one, 0);
}

async function residentBytesOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

test('1 GiB arrives intact each way, and the memory of the worker stays bounded', { timeout: 90_000 }, async () => {
  const server = await startTcpServer({ address: '127.0.61.1', onConnection: (socket) => socket.pipe(socket) });
  cleanups.push(() => server.stop());
  const listener = await listen('127.0.60.1', { active: server, standby: { address: '127.0.62.1', port: server.port } });
  const client = connect({ port: listener.port, host: listener.address, allowHalfOpen: true });
  await once(client, 'connect');
  const before = await residentBytes(worker.pid);
  let peak = before;
  const watch = setInterval(() => {
    void residentBytes(worker.pid).then((bytes) => {
      peak = Math.max(peak, bytes);
    });
  }, 50);
  const sent = createHash('sha256');
  const received = createHash('sha256');
  let receivedBytes = 0;
  client.on('data', (chunk) => {
    received.update(chunk);
    receivedBytes += chunk.length;
  });
  const ended = once(client, 'end');
  await pipeline(Readable.from(distinctBlocks(GIBIBYTE, sent)), client as Writable);
  await ended;
  clearInterval(watch);
  expect(receivedBytes).toBe(GIBIBYTE);
  expect(received.digest('hex')).toBe(sent.digest('hex'));
  expect(peak - before).toBeLessThan(GROWTH_BYTES_MAX);
});

/** Each block differs from all others, so that a lost, doubled or swapped one is noticed. */
function* distinctBlocks(bytes: number, hash: Hash) {
  const block = randomBytes(1024 * 1024);
  for (let index = 0; index < bytes / block.length; index += 1) {
    block.writeUInt32BE(index);
    hash.update(block);
    yield Buffer.from(block);
  }
}

test('a PostgreSQL client reaches the standby server after the active was killed', { timeout: 60_000 }, async () => {
  const clusters = { active: await startThrowawayCluster(), standby: await startThrowawayCluster() };
  cleanups.push(
    () => clusters.active.stop(),
    () => clusters.standby.stop(),
  );
  const placeOf = (url: string): Place => ({ address: new URL(url).hostname, port: Number(new URL(url).port) });
  for (const [name, cluster] of Object.entries(clusters)) {
    const client = new pg.Client({ connectionString: cluster.adminUrl });
    await client.connect();
    await client.query(`CREATE TABLE identity AS SELECT '${name}' AS name`);
    await client.end();
  }
  const listener = await listen('127.0.60.2', { active: placeOf(clusters.active.adminUrl), standby: placeOf(clusters.standby.adminUrl) });
  const url = new URL(clusters.active.adminUrl);
  url.hostname = listener.address;
  url.port = String(listener.port);
  const standbyUrl = new URL(clusters.standby.adminUrl);
  const ask = async () => {
    const client = new pg.Client({ connectionString: url.href });
    client.on('error', () => {});
    await client.connect();
    try {
      return (await client.query('SELECT name FROM identity')).rows[0]?.name;
    } finally {
      await client.end();
    }
  };
  expect(await ask()).toBe('active');
  clusters.active.kill();
  url.username = standbyUrl.username;
  url.password = standbyUrl.password;
  await waitFor(async () => (await ask()) === 'standby', { what: 'the standby database to answer' });
});

test('a DNS resolver is answered by the standby server after the active was stopped, and by the active again', async () => {
  const newServer = (answer: string) =>
    DNS.createServer({
      udp: true,
      handle: (request, send) => {
        const response = DNS.Packet.createResponseFromRequest(request);
        const [question] = request.questions;
        const record = { type: DNS.Packet.TYPE.A, class: DNS.Packet.CLASS.IN, ttl: 1, address: answer };
        response.answers.push(new DNS.Packet.Resource({ name: question?.name ?? '', ...record }));
        send(response);
      },
    });
  const places = {
    active: { address: '127.0.61.3', port: await freePort('127.0.61.3') },
    standby: { address: '127.0.62.3', port: await freePort('127.0.62.3') },
  };
  const start = async (place: Place, answer: string) => {
    const server = newServer(answer);
    await server.listen({ udp: place });
    return server;
  };
  let active = await start(places.active, '192.0.2.1');
  const standby = await start(places.standby, '192.0.2.2');
  cleanups.push(
    () => active.close(),
    () => standby.close(),
  );
  const listener = await listen('127.0.60.3', places, { protocol: 'udp', check: { type: 'udp' } });
  const ask = async () => {
    const resolver = new Resolver({ timeout: 500, tries: 1 });
    resolver.setServers([`${listener.address}:${listener.port}`]);
    const [address] = await resolver.resolve4('openslb.example');
    return address;
  };
  expect(await ask()).toBe('192.0.2.1');
  await active.close();
  await waitFor(async () => (await ask()) === '192.0.2.2', { what: 'the standby resolver to answer' });
  active = await start(places.active, '192.0.2.1');
  await waitFor(async () => (await ask()) === '192.0.2.1', { what: 'the active resolver to answer again' });
});
