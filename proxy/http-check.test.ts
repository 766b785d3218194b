import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MemberRole } from '#domain/active-standby-group.ts';
import { type CheckSettings, TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { firstLine, freePort, startTcpServer, startUdpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { startTestWorker } from '#test/worker.ts';

/** Failover by the HTTP check, against the whole worker, a real database and real HTTP servers. */

const REGION = 'http';
const HTTP_CHECK: CheckSettings = { type: 'http', method: 'GET', statusClasses: '{http_2xx}' };
const cleanups: (() => unknown)[] = [];
let database: TestDatabase;
let configuration: TestConfiguration;
let worker: Awaited<ReturnType<typeof startTestWorker>>;

beforeAll(async () => {
  database = await createTestDatabase();
  configuration = new TestConfiguration(database.url);
  await configuration.addRegion(REGION);
  worker = await startTestWorker({ databaseUrl: database.url });
});

afterAll(async () => {
  await worker?.stop();
  await Promise.all(cleanups.map((cleanup) => cleanup()));
  await configuration?.close();
  await database?.drop();
});

/** Answers each path with the status that stands for it; null: never. 404 for the rest. */
async function webServer(address: string, statuses: Record<string, number | null>) {
  const server = createServer((request, response) => {
    const status = statuses[request.url ?? ''];
    if (status !== null) {
      response.writeHead(status ?? 404).end();
    }
  });
  const port = await freePort(address);
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address, port, statuses };
}

/** A service on two servers that always works, and a web server beside the active that says how it feels. */
async function site(number: number, options: { protocol?: 'tcp' | 'udp'; check?: CheckSettings; up?: number | null } = {}) {
  const { protocol = 'tcp' } = options;
  const start = protocol === 'tcp' ? startTcpServer : startUdpServer;
  const members = {
    active: await start({ name: 'active', address: `127.0.46.${number}` }),
    standby: await start({ name: 'standby', address: `127.0.47.${number}` }),
  };
  cleanups.push(
    () => members.active.stop(),
    () => members.standby.stop(),
  );
  const web = await webServer(members.active.address, { '/up': options.up === undefined ? 200 : options.up });
  const address = `127.0.48.${number}`;
  const loadBalancerId = await configuration.addLoadBalancer(REGION, address);
  const groupId = await configuration.addGroup(REGION, loadBalancerId, members);
  const port = await freePort(address);
  const check = { ...HTTP_CHECK, path: '/up', port: web.port, ...options.check };
  const id = await configuration.addListener(loadBalancerId, groupId, { protocol, port, check });
  const serves = (role: MemberRole) =>
    waitFor(async () => (await configuration.statusOf(id))?.serving === role, { what: `${role} of ${id} to serve` });
  const verdict = async (state: string) =>
    waitFor(
      async () => {
        const [row] = await configuration.verdictsOf(id);
        return row?.state === state && row;
      },
      { what: `${id} ${state}` },
    );
  return { id, web, serves, verdict, reached: () => firstLine(port, address) };
}

describe.concurrent('HTTP health check', { timeout: 180_000 }, () => {
  test('a status that is not among the chosen ones moves traffic, a good one moves it back', async () => {
    const { id, web, serves, verdict, reached } = await site(1);
    expect(await verdict('healthy')).toMatchObject({ role: 'active', reason: 'HTTP 200' });
    expect(await reached()).toBe('active');
    web.statuses['/up'] = 503;
    await serves('standby');
    expect(await reached()).toBe('standby');
    expect(await verdict('unhealthy')).toMatchObject({ reason: 'HTTP 503' });
    web.statuses['/up'] = 204;
    await serves('active');
    expect(await reached()).toBe('active');
    const events = await waitFor(async () => {
      const rows = await configuration.eventsOf(id);
      return rows.length === 2 && rows;
    });
    expect(events.map((event) => event.reason)).toEqual(['Active server is unhealthy: HTTP 503', 'Active server is healthy']);
  });

  test('a server that accepts and never answers is down, which a TCP check would not see', async () => {
    const { serves, verdict } = await site(2, { up: null });
    await serves('standby');
    expect(await verdict('unhealthy')).toMatchObject({ reason: 'no answer in 1 s' });
  });

  test('another path is another question: the old verdict does not answer it', async () => {
    const { id, web, serves, verdict } = await site(3, { up: 500 });
    await serves('standby');
    web.statuses['/elsewhere'] = 200;
    await configuration.query(`UPDATE health_check SET path = '/elsewhere' WHERE listener_id = $1`, [id]);
    await serves('active');
    expect(await verdict('healthy')).toMatchObject({ reason: 'HTTP 200' });
  });

  test('another choice of status codes takes effect without a restart', async () => {
    const { id, serves } = await site(4, { up: 404 });
    await serves('standby');
    await configuration.query(`UPDATE health_check SET status_classes = '{http_2xx,http_4xx}' WHERE listener_id = $1`, [id]);
    await serves('active');
  });

  test('a UDP listener may be checked by HTTP', async () => {
    const { web, serves, verdict } = await site(5, { protocol: 'udp' });
    await verdict('healthy');
    web.statuses['/up'] = 500;
    await serves('standby');
    expect(await verdict('unhealthy')).toMatchObject({ reason: 'HTTP 500' });
  });
});
