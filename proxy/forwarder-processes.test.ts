import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase } from '#test/database.ts';
import { forwarderPids, hold, isAlive, startConnecting } from '#test/forwarders.ts';
import { freePort, startTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { spawnWorker } from '#test/worker.ts';

/** A worker as a whole: one control process, which can be told to reload or be killed, and its forwarders. */

const REGION = 'forwarders';
const FORWARDERS = 2;
const cleanups: (() => unknown)[] = [];

afterAll(async () => {
  for (const cleanup of cleanups.reverse()) {
    await cleanup();
  }
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'openslb-forwarders-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The code of the worker, to be changed while it runs. */
async function copyOfCode(): Promise<string> {
  const root = await temporaryFolder();
  for (const part of ['proxy', 'domain', 'package.json', 'tsconfig.json']) {
    await cp(part, join(root, part), { recursive: true });
  }
  await symlink(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  return root;
}

/** A worker that carries one TCP listener. */
async function startSite(number: number, root = process.cwd()) {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  const configuration = new TestConfiguration(database.url);
  cleanups.push(() => configuration.close());
  const active = await startTcpServer({ address: `127.0.68.${number}` });
  const standby = await startTcpServer({ address: `127.0.69.${number}` });
  cleanups.push(
    () => active.stop(),
    () => standby.stop(),
  );
  const address = `127.0.67.${number}`;
  await configuration.addRegion(REGION);
  const loadBalancerId = await configuration.addLoadBalancer(REGION, address);
  const groupId = await configuration.addGroup(REGION, loadBalancerId, { active, standby });
  const port = await freePort(address);
  const id = await configuration.addListener(loadBalancerId, groupId, { port });
  const options = { databaseUrl: database.url, dataDir: await temporaryFolder(), nodeId: 'node-1', root };
  const start = async () => {
    const worker = await spawnWorker(options);
    cleanups.push(() => worker.kill('SIGKILL'));
    await waitFor(() => worker.lines.some((line) => line.startsWith('info listener:started')), { what: 'a listener in force' });
    await waitFor(() => startedPids(worker).length === FORWARDERS);
    return worker;
  };
  const isInForce = async () => (await configuration.statusOf(id))?.state === 'in_force';
  return { address, port, start, isInForce };
}

type Worker = Awaited<ReturnType<typeof spawnWorker>>;

function startedPids(worker: Worker): number[] {
  return worker.lines.flatMap((line) => /forwarder:started pid=(\d+)/.exec(line)?.[1] ?? []).map(Number);
}

describe('forwarder processes of a worker', { timeout: 90_000 }, () => {
  test('SIGHUP replaces them under load, and no connection fails or is cut', async () => {
    const site = await startSite(1);
    const worker = await site.start();
    const before = forwarderPids(worker.pid);
    const connecting = startConnecting(site.port, site.address);
    const held = await Promise.all(Array.from({ length: 20 }, () => hold(site.port, site.address)));
    worker.signal('SIGHUP');
    await waitFor(() => worker.lines.some((line) => line.startsWith('info forwarders:replaced')));
    const served = connecting.counts.served;
    await waitFor(() => connecting.counts.served > served + 20);
    expect((await connecting.stop()).failed).toEqual([]);
    for (const one of held) {
      expect(await one.echoes('still there')).toBe(true);
      one.socket.destroy();
    }
    await waitFor(() => before.every((pid) => !isAlive(pid)), { what: 'the end of the former processes' });
    expect(forwarderPids(worker.pid)).toHaveLength(FORWARDERS);
    expect(worker.errorLines).toEqual([]);
    expect(await worker.kill('SIGTERM')).toBe(0);
  });

  test('SIGHUP with code that does not start changes nothing, and works when the code does', async () => {
    const root = await copyOfCode();
    const site = await startSite(2, root);
    const worker = await site.start();
    const before = forwarderPids(worker.pid);
    const held = await hold(site.port, site.address);
    const broken = join(root, 'proxy/engine/forwarders/forwarder-main.ts');
    await writeFile(broken, 'process.exit(3);\n');
    const connecting = startConnecting(site.port, site.address);
    worker.signal('SIGHUP');
    const line = await waitFor(() => worker.lines.find((one) => one.startsWith('error forwarders:reload-failed')));
    expect(line).toContain('code 3');
    await waitFor(() => forwarderPids(worker.pid).length === before.length);
    expect(forwarderPids(worker.pid).sort()).toEqual(before.sort());
    const served = connecting.counts.served;
    await waitFor(() => connecting.counts.served > served + 20);
    expect((await connecting.stop()).failed).toEqual([]);
    expect(await held.echoes('still there')).toBe(true);

    await cp('proxy/engine/forwarders/forwarder-main.ts', broken);
    worker.signal('SIGHUP');
    await waitFor(() => worker.lines.some((one) => one.startsWith('info forwarders:replaced')));
    expect(await held.echoes('and still')).toBe(true);
    held.socket.destroy();
    expect(await worker.kill('SIGTERM')).toBe(0);
  });

  test('a control process killed with -9 leaves a free port and no process, and what is open may end', async () => {
    const site = await startSite(3);
    const worker = await site.start();
    const left = forwarderPids(worker.pid);
    expect(left).toHaveLength(FORWARDERS);
    const held = await hold(site.port, site.address);
    await worker.kill('SIGKILL');
    expect(await held.echoes('after the end')).toBe(true);

    const next = await site.start();
    expect(next.lines.filter((line) => line.startsWith('error'))).toEqual([]);
    const fresh = await hold(site.port, site.address);
    expect(await fresh.echoes('hello')).toBe(true);
    await waitFor(() => left.every((pid) => !isAlive(pid)), { what: 'the end of the orphans' });
    expect(held.isClosed()).toBe(true);
    expect(fresh.isClosed()).toBe(false);
    fresh.socket.destroy();
    const forwarders = forwarderPids(next.pid);
    expect(await next.kill('SIGTERM')).toBe(0);
    expect(forwarders.filter(isAlive)).toEqual([]);
    expect(worker.errorLines).toEqual([]);
  });

  test('a signal to the whole group ends in order: connections get their time', async () => {
    const site = await startSite(4);
    const worker = await site.start();
    const forwarders = forwarderPids(worker.pid);
    const held = await hold(site.port, site.address);
    for (const pid of forwarders) {
      process.kill(pid, 'SIGTERM');
    }
    worker.signal('SIGTERM');
    await waitFor(() => worker.lines.some((line) => line.startsWith('info worker:stopping')));
    expect(await held.echoes('the last words')).toBe(true);
    held.socket.destroy();
    await waitFor(() => worker.exitCode() === 0);
    expect(forwarders.filter(isAlive)).toEqual([]);
  });
});
