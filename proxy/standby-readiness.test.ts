import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase } from '#test/database.ts';
import { metricOf } from '#test/metrics.ts';
import { firstLine, freePort, startTcpServer, type ToyTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { startTestWorker } from '#test/worker.ts';

/** The readiness check of the standby through a whole worker: it tells people, and decides nothing (decision 12). */
const REGION = 'readiness';
const WATCHED = { standby_readiness_check: true };
const cleanups: (() => unknown)[] = [];
let configuration: TestConfiguration;
let worker: Awaited<ReturnType<typeof startTestWorker>>;

beforeAll(async () => {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  configuration = new TestConfiguration(database.url);
  cleanups.push(() => configuration.close());
  await configuration.addRegion(REGION);
  worker = await startTestWorker({ databaseUrl: database.url });
  cleanups.push(() => worker.stop());
});

afterAll(async () => {
  for (const cleanup of cleanups.reverse()) {
    await cleanup();
  }
});

async function newServer(name: string, address: string): Promise<ToyTcpServer> {
  const server = await startTcpServer({ name, address });
  cleanups.push(() => server.stop());
  return server;
}

async function newInstance(number: number) {
  const address = `127.0.78.${number}`;
  return { address, id: await configuration.addLoadBalancer(REGION, address) };
}

async function addListener(instance: { id: string; address: string }, groupId: string, columns: object = WATCHED) {
  const port = await freePort(instance.address);
  return { port, address: instance.address, id: await configuration.addListener(instance.id, groupId, { port, columns }) };
}

async function readinessOf(listenerId: string) {
  return configuration.query<{ role: string; state: string; reason: string; since: Date }>(
    `SELECT m.role, r.state, r.reason, r.since FROM standby_readiness r JOIN active_standby_member m ON m.id = r.member_id
      WHERE r.listener_id = $1`,
    [listenerId],
  );
}

async function isReady(listenerId: string, state: string): Promise<void> {
  await waitFor(async () => (await readinessOf(listenerId))[0]?.state === state, { what: `the standby of ${listenerId} to be ${state}` });
}

const reached = ({ port, address }: { port: number; address: string }) =>
  firstLine(port, address).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);

const movesOf = async (listenerId: string) => (await configuration.eventsOf(listenerId)).map(({ to_role, reason }) => [to_role, reason]);
const servingOf = async (listenerId: string) => (await configuration.statusOf(listenerId))?.serving;

describe.concurrent('the readiness check of a standby', { timeout: 180_000 }, () => {
  test('with a dead standby says so, and forwarding, failover and failback are the same as without', async () => {
    const instance = await newInstance(1);
    const [active, standby] = [await newServer('active', '127.0.79.1'), await newServer('standby', '127.0.80.1')];
    await standby.stop();
    const groupId = await configuration.addGroup(REGION, instance.id, { active, standby });
    const watched = await addListener(instance, groupId);
    const plain = await addListener(instance, groupId, {});
    const both = [watched, plain];

    await isReady(watched.id, 'unhealthy');
    expect(await readinessOf(watched.id)).toMatchObject([{ role: 'standby', reason: 'connection refused' }]);
    expect(await readinessOf(plain.id)).toEqual([]);
    await waitFor(async () => (await configuration.verdictsOf(plain.id))[0]?.state === 'healthy');
    const label = `listener="${watched.id}"`;
    expect(await metricOf(worker.metricsPort, 'openslb_standby_ready', label)).toBe(0);
    expect(await metricOf(worker.metricsPort, 'openslb_server_up', label)).toBe(1);
    expect(worker.lines.filter((line) => line.includes('abnormal') && line.includes(standby.address))).toEqual([]);
    for (const listener of both) {
      expect(await configuration.verdictsOf(listener.id)).toMatchObject([{ role: 'active', state: 'healthy' }]);
      expect(await reached(listener)).toBe('active');
      expect(await servingOf(listener.id)).toBe('active');
    }

    // It fails over to the dead standby: what nobody relies on must not decide whether traffic moves.
    await active.stop();
    for (const listener of both) {
      await waitFor(async () => (await servingOf(listener.id)) === 'standby');
      expect(await reached(listener)).toBe('ECONNRESET');
    }
    await active.start();
    for (const listener of both) {
      await waitFor(async () => (await servingOf(listener.id)) === 'active');
      await waitFor(async () => (await reached(listener)) === 'active');
    }
    await waitFor(async () => (await movesOf(watched.id)).length === 2 && (await movesOf(plain.id)).length === 2);
    expect(await movesOf(watched.id)).toEqual(await movesOf(plain.id));
    expect((await configuration.statusOf(watched.id))?.serving_reason).toBe((await configuration.statusOf(plain.id))?.serving_reason);

    await standby.start();
    await isReady(watched.id, 'healthy');
    expect(await metricOf(worker.metricsPort, 'openslb_standby_ready', label)).toBe(1);
    expect(await movesOf(watched.id)).toHaveLength(2);
  });

  test('is off unless asked for, and comes and goes with its option', async () => {
    const instance = await newInstance(2);
    const [active, standby] = [await newServer('active', '127.0.79.2'), await newServer('standby', '127.0.80.2')];
    const groupId = await configuration.addGroup(REGION, instance.id, { active, standby });
    const listener = await addListener(instance, groupId, {});
    await waitFor(async () => (await configuration.verdictsOf(listener.id))[0]?.state === 'healthy');
    await waitFor(async () => (await reached(listener)) === 'active');
    expect(standby.received()).toBe(0);
    const turn = (isOn: boolean) =>
      configuration.query('UPDATE listener SET standby_readiness_check = $2 WHERE id = $1', [listener.id, isOn]);
    await turn(true);
    await isReady(listener.id, 'healthy');
    expect(standby.received()).toBeGreaterThan(0);
    expect(await configuration.verdictsOf(listener.id)).toMatchObject([{ role: 'active', state: 'healthy' }]);
    await turn(false);
    await waitFor(async () => (await readinessOf(listener.id)).length === 0);
    const probed = standby.received();
    await turn(true);
    await isReady(listener.id, 'healthy');
    expect(standby.received()).toBeGreaterThan(probed);
    await configuration.query('UPDATE listener SET enabled = false WHERE id = $1', [listener.id]);
    await waitFor(async () => (await readinessOf(listener.id)).length === 0);
  });

  test('is not what a standby that becomes the active begins with: its verdict is its own', async () => {
    const instance = await newInstance(5);
    const [good, dead] = [await newServer('good', '127.0.79.5'), await newServer('dead', '127.0.80.5')];
    await dead.stop();
    const groupId = await configuration.addGroup(REGION, instance.id, { active: good, standby: dead });
    const watched = await addListener(instance, groupId);
    await isReady(watched.id, 'unhealthy');
    await waitFor(async () => (await reached(watched)) === 'good');
    await configuration.query(
      `UPDATE active_standby_member SET role = CASE role WHEN 'active' THEN 'standby' ELSE 'active' END::member_role WHERE group_id = $1`,
      [groupId],
    );
    await waitFor(async () => (await servingOf(watched.id)) === 'standby');
    await isReady(watched.id, 'healthy');
    const changes = () =>
      configuration.query<{ change: string }>(
        `SELECT from_state || ' to ' || to_state AS change FROM verdict_change WHERE listener_id = $1 AND server_name = $2 ORDER BY at`,
        [watched.id, dead.address],
      );
    await waitFor(async () => (await changes()).length === 2);
    expect((await changes()).map(({ change }) => change)).toEqual(['unknown to unhealthy', 'unknown to unhealthy']);
    expect(await movesOf(watched.id)).toHaveLength(1);
  });

  test('of a server that is the active elsewhere says the same there and here, and each listener follows its own', async () => {
    const [first, second] = [await newInstance(3), await newInstance(4)];
    const [left, right] = [await newServer('left', '127.0.79.3'), await newServer('right', '127.0.80.3')];
    const onLeft = await addListener(first, await configuration.addGroup(REGION, first.id, { active: left, standby: right }));
    const onRight = await addListener(second, await configuration.addGroup(REGION, second.id, { active: right, standby: left }));
    await isReady(onLeft.id, 'healthy');
    await isReady(onRight.id, 'healthy');
    await right.stop();
    await isReady(onLeft.id, 'unhealthy');
    await waitFor(async () => (await servingOf(onRight.id)) === 'standby');
    await waitFor(async () => (await reached(onRight)) === 'left');
    expect(await reached(onLeft)).toBe('left');
    expect(await servingOf(onLeft.id)).toBe('active');
    expect(await movesOf(onLeft.id)).toEqual([]);
    expect((await readinessOf(onRight.id))[0]?.state).toBe('healthy');
  });
});
