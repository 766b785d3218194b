import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ListenerColumns, TestConfiguration, type TestTarget } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { type Held, hold } from '#test/forwarders.ts';
import { freePort, openUdpClient, startTcpServer, startUdpServer, type ToyServer, type ToyTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { spawnWorker } from '#test/worker.ts';

/** Receipts of changes: a worker with its forwarder processes, connections that are open, and what a change does to them. */

const REGION = 'receipts';
const cleanups: (() => unknown)[] = [];
let database: TestDatabase;
let configuration: TestConfiguration;
let dataDir: string;
let worker: Awaited<ReturnType<typeof spawnWorker>>;

beforeAll(async () => {
  database = await createTestDatabase();
  configuration = new TestConfiguration(database.url);
  dataDir = await mkdtemp(join(tmpdir(), 'openslb-receipts-'));
  cleanups.push(
    () => database.drop(),
    () => configuration.close(),
    () => rm(dataDir, { recursive: true, force: true }),
  );
  await configuration.addRegion(REGION);
  await configuration.addLoadBalancer(REGION, '127.0.73.201');
  worker = await startWorker();
});
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) {
    await cleanup();
  }
});

async function startWorker() {
  const started = await spawnWorker({ databaseUrl: database.url, dataDir, nodeId: 'node-1' });
  cleanups.push(() => started.kill('SIGKILL'));
  await waitFor(() => started.lines.filter((line) => line.includes('forwarder:started')).length === 2, { what: 'both forwarders' });
  await waitFor(async () => (await appliedRevision()) === (await revision()), { what: 'the region in force' });
  return started;
}

async function revision(): Promise<number> {
  const [row] = await configuration.query<{ revision: number }>('SELECT revision FROM region WHERE id = $1', [REGION]);
  return row?.revision ?? 0;
}

async function appliedRevision(): Promise<number | undefined> {
  const [row] = await configuration.query<{ applied_revision: number }>('SELECT applied_revision FROM node_region');
  return row?.applied_revision;
}

interface Receipt {
  revision: number;
  changed_at: Date;
  in_force_at: Date;
  delay_ms: number;
  listeners: number;
  failed: number;
  connections_kept: number;
  connections_cut: number;
}

function receipts(): Promise<(Receipt & Record<string, unknown>)[]> {
  return configuration.query('SELECT * FROM node_change ORDER BY revision');
}

/** The receipt of one change, which is carried out before the next one is made. */
async function receiptOf<T>(change: () => Promise<T>): Promise<Receipt> {
  await change();
  const wanted = await revision();
  return waitFor(async () => (await receipts()).find((row) => row.revision === wanted), { what: `the receipt of revision ${wanted}` });
}

const counts = ({ listeners, failed, connections_kept: kept, connections_cut: cut }: Receipt) => ({ listeners, failed, kept, cut });

let hosts = 0;
/** An instance on an address of its own with two servers. */
async function newSite(protocol: 'tcp' | 'udp' = 'tcp') {
  hosts += 1;
  const start: (options: { name: string; address: string }) => Promise<ToyServer> = protocol === 'tcp' ? startTcpServer : startUdpServer;
  const [one, two] = [
    await start({ name: 'one', address: `127.0.74.${hosts}` }),
    await start({ name: 'two', address: `127.0.75.${hosts}` }),
  ];
  cleanups.push(
    () => one.stop(),
    () => two.stop(),
  );
  const address = `127.0.73.${hosts}`;
  const loadBalancerId = await configuration.addLoadBalancer(REGION, address);
  const groupId = await configuration.addVserverGroup(REGION, loadBalancerId, [one, two]);
  const listen = async (target: TestTarget, columns: ListenerColumns = {}) => {
    const port = await freePort(address);
    const id = await configuration.addListener(loadBalancerId, target, { protocol, port, columns });
    await waitFor(async () => (await configuration.statusOf(id))?.state === 'in_force', { what: `${id} in force` });
    await waitFor(async () => (await appliedRevision()) === (await revision()));
    return { id, port };
  };
  const listenToPool = (columns?: ListenerColumns) => listen({ vserverGroupId: groupId }, columns);
  return { address, loadBalancerId, groupId, one, two, listen, listenToPool };
}

/** So many, held open. */
async function openMany(port: number, address: string, count: number): Promise<Held[]> {
  const all = await Promise.all(Array.from({ length: count }, () => hold(port, address)));
  cleanups.push(() => {
    for (const { socket } of all) {
      socket.destroy();
    }
  });
  return all;
}

const socketsOf = (server: ToyServer) => (server as ToyTcpServer).sockets.size;

async function closedOf(held: readonly Held[], count: number): Promise<void> {
  await waitFor(() => held.filter((one) => one.isClosed()).length === count, { what: `${count} connections to be cut` });
}

async function removeMember(groupId: string, address: string): Promise<void> {
  await configuration.query(
    'DELETE FROM vserver_member m USING server s WHERE s.id = m.server_id AND m.group_id = $1 AND s.address = $2::inet',
    [groupId, address],
  );
}

describe('the receipt of a change', { timeout: 180_000 }, () => {
  test('is not made for what a worker starts with', async () => {
    expect(await revision()).toBeGreaterThan(0);
    expect(await receipts()).toEqual([]);
  });

  test('says when it was in force, also when it touches nothing here', async () => {
    const receipt = await receiptOf(() => configuration.addLoadBalancer(REGION, '127.0.73.200'));
    expect(counts(receipt)).toEqual({ listeners: 0, failed: 0, kept: 0, cut: 0 });
    expect(receipt.in_force_at.getTime() - receipt.changed_at.getTime()).toBe(receipt.delay_ms);
    const [row] = await configuration.query<{ revised_at: Date }>('SELECT revised_at FROM region WHERE id = $1', [REGION]);
    expect(receipt.changed_at).toEqual(row?.revised_at);
  });

  test('of a new listener tells of that one only', async () => {
    const site = await newSite();
    const first = await site.listenToPool();
    const held = await openMany(first.port, site.address, 5);
    const port = await freePort(site.address);
    const receipt = await receiptOf(() => configuration.addListener(site.loadBalancerId, { vserverGroupId: site.groupId }, { port }));
    expect(counts(receipt)).toEqual({ listeners: 1, failed: 0, kept: 0, cut: 0 });
    expect(await Promise.all(held.map((one) => one.echoes('here')))).toEqual(Array(5).fill(true));
  });

  test('counts what stays open through another weight and another health check', async () => {
    const site = await newSite();
    const { id, port } = await site.listenToPool();
    const held = await openMany(port, site.address, 7);
    const weight = await receiptOf(() => configuration.query('UPDATE vserver_member SET weight = 7 WHERE group_id = $1', [site.groupId]));
    expect(counts(weight)).toEqual({ listeners: 1, failed: 0, kept: 7, cut: 0 });
    const check = await receiptOf(() => configuration.query('UPDATE health_check SET interval_seconds = 3 WHERE listener_id = $1', [id]));
    expect(counts(check)).toEqual({ listeners: 1, failed: 0, kept: 7, cut: 0 });
    expect(await Promise.all(held.map((one) => one.echoes('here')))).toEqual(Array(7).fill(true));
  });

  test('counts those of a removed member as cut', async () => {
    const site = await newSite();
    const { port } = await site.listenToPool();
    const held = await openMany(port, site.address, 9);
    const [ofOne, ofTwo] = [socketsOf(site.one), socketsOf(site.two)];
    expect(Math.min(ofOne, ofTwo)).toBeGreaterThan(0);
    const receipt = await receiptOf(() => removeMember(site.groupId, site.one.address));
    await closedOf(held, ofOne);
    expect(counts(receipt)).toEqual({ listeners: 1, failed: 0, kept: ofTwo, cut: ofOne });
  });

  test('counts those that drain as kept', async () => {
    const site = await newSite();
    const { port } = await site.listenToPool({ connection_draining_seconds: 900 });
    const held = await openMany(port, site.address, 6);
    const receipt = await receiptOf(() => removeMember(site.groupId, site.one.address));
    expect(counts(receipt)).toEqual({ listeners: 1, failed: 0, kept: 6, cut: 0 });
    expect(await Promise.all(held.map((one) => one.echoes('here')))).toEqual(Array(6).fill(true));
  });

  test('counts all of a listener that is stopped, or removed, as cut; and nothing of the one beside it', async () => {
    const site = await newSite();
    const [stopped, removed, other] = [await site.listenToPool(), await site.listenToPool(), await site.listenToPool()];
    const held = await openMany(stopped.port, site.address, 4);
    const gone = await openMany(removed.port, site.address, 3);
    const beside = await openMany(other.port, site.address, 2);
    const stop = await receiptOf(() => configuration.query('UPDATE listener SET enabled = false WHERE id = $1', [stopped.id]));
    expect(counts(stop)).toEqual({ listeners: 1, failed: 0, kept: 0, cut: 4 });
    await closedOf(held, 4);
    const edit = await receiptOf(() => configuration.query(`UPDATE listener SET idle_timeout_seconds = 77 WHERE id = $1`, [stopped.id]));
    expect(counts(edit)).toEqual({ listeners: 0, failed: 0, kept: 0, cut: 0 });
    const remove = await receiptOf(() => configuration.query('DELETE FROM listener WHERE id = $1', [removed.id]));
    expect(counts(remove)).toEqual({ listeners: 1, failed: 0, kept: 0, cut: 3 });
    await closedOf(gone, 3);
    expect(await Promise.all(beside.map((one) => one.echoes('here')))).toEqual([true, true]);
  });

  test('counts UDP flows of a removed member as cut, since they go elsewhere with their next datagram', async () => {
    const site = await newSite('udp');
    const { port } = await site.listenToPool();
    const clients = await Promise.all(Array.from({ length: 8 }, () => openUdpClient(port, site.address)));
    cleanups.push(() => clients.map((client) => client.close()));
    const answers = await Promise.all(clients.map((client) => client.ask('hello', 10_000)));
    const ofOne = answers.filter((answer) => answer === 'one:hello').length;
    expect(ofOne).toBeGreaterThan(0);
    const receipt = await receiptOf(() => removeMember(site.groupId, site.one.address));
    expect(counts(receipt)).toEqual({ listeners: 1, failed: 0, kept: 8 - ofOne, cut: ofOne });
    expect(await Promise.all(clients.map((client) => client.ask('again', 10_000)))).toEqual(Array(8).fill('two:again'));
  });

  test('says that a listener could not start', async () => {
    const site = await newSite();
    const taken = await startTcpServer({ address: site.address });
    cleanups.push(() => taken.stop());
    const receipt = await receiptOf(() =>
      configuration.addListener(site.loadBalancerId, { vserverGroupId: site.groupId }, { port: taken.port }),
    );
    expect(counts(receipt)).toEqual({ listeners: 1, failed: 1, kept: 0, cut: 0 });
  });

  test('counts what forwarders of before a reload are finishing', async () => {
    const site = await newSite();
    const { port } = await site.listenToPool();
    const old = await openMany(port, site.address, 5);
    worker.signal('SIGHUP');
    await waitFor(() => worker.lines.some((line) => line.includes('forwarders:replaced')), { what: 'the reload' });
    const held = await openMany(port, site.address, 4);
    const receipt = await receiptOf(() => configuration.query('UPDATE vserver_member SET weight = 7 WHERE group_id = $1', [site.groupId]));
    expect(counts(receipt)).toEqual({ listeners: 1, failed: 0, kept: 9, cut: 0 });
    expect(await Promise.all([...old, ...held].map((one) => one.echoes('here')))).toEqual(Array(9).fill(true));
  });

  test('is not made again by a restart', async () => {
    const before = await receipts();
    await worker.kill('SIGKILL');
    worker = await startWorker();
    expect(await receipts()).toEqual(before);
  });
});
