import { afterEach, expect, test } from 'vitest';
import { activeStandby, listenerPlan, type Place, planChange, TO_ACTIVE, TO_STANDBY } from '#test/plan.ts';
import { openUdpClient, startUdpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import type { UserspaceLimits } from './listener-options.ts';
import { UserspaceEngine } from './userspace-engine.ts';

const ADDRESS = '127.0.21.1';
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

async function newServer(name: string, address = '127.0.0.1') {
  const server = await startUdpServer({ name, address });
  cleanups.push(() => server.stop());
  return server;
}

/** An engine with one UDP listener, and a way to make clients of it. */
async function newListener(active: Place, standby: Place, limits: Partial<UserspaceLimits> = {}, address = ADDRESS) {
  const problems: string[] = [];
  const engine = new UserspaceEngine({ limits, onProblem: ({ reason }) => problems.push(reason) });
  cleanups.push(() => engine.close(0));
  const plan = await listenerPlan(address, activeStandby({ active, standby }), { protocol: 'udp' });
  expect(await engine.apply(planChange([plan]))).toEqual([{ listenerId: 'lsn-1' }]);
  return {
    engine,
    problems,
    counters: () => engine.counters()[0],
    async client() {
      const client = await openUdpClient(plan.port, address);
      cleanups.push(() => client.close());
      return client;
    },
  };
}

test('answers come back to the right client from the service address', async () => {
  const server = await newServer('a');
  const { client, counters } = await newListener(server, server);
  const [first, second] = [await client(), await client()];
  expect(await Promise.all([first.ask('1'), second.ask('2')])).toEqual(['a:1', 'a:2']);
  expect(await first.ask('3')).toBe('a:3');
  expect(counters()).toMatchObject({
    connectionsCurrent: 2,
    connectionsTotal: 2,
    bytesInTotal: 3,
    bytesOutTotal: 9,
    packetsInTotal: 3,
    packetsOutTotal: 3,
  });
});

test('IPv6 service address and server', async () => {
  const server = await newServer('a', '::1');
  const { client } = await newListener(server, server, {}, '::1');
  expect(await (await client()).ask('1')).toBe('a:1');
});

test('flows move on failover with the next datagram, and stay on the standby until idle after failback', async () => {
  const [active, standby] = [await newServer('a'), await newServer('s')];
  const { engine, client, counters } = await newListener(active, standby, { udpFlowIdleMs: 300 });
  const flow = await client();
  expect(await flow.ask('1')).toBe('a:1');
  engine.route(new Map([['lsn-1', TO_STANDBY]]));
  expect(await flow.ask('2')).toBe('s:2');
  engine.route(new Map([['lsn-1', TO_ACTIVE]]));
  expect(await flow.ask('3')).toBe('s:3');
  await waitFor(() => counters()?.connectionsCurrent === 0);
  expect(await flow.ask('4')).toBe('a:4');
});

test('a flow whose server answers "port unreachable" picks again', async () => {
  const server = await newServer('a');
  const { client, counters } = await newListener(server, server);
  const flow = await client();
  expect(await flow.ask('1')).toBe('a:1');
  await server.stop();
  flow.send('2');
  await waitFor(() => counters()?.connectionsCurrent === 0);
  expect(counters()?.connectErrorsTotal).toBe(1);
  await server.start();
  expect(await flow.ask('3')).toBe('a:3');
});

test('the table of flows is bounded, and says so', async () => {
  const server = await newServer('a');
  const { client, counters, problems } = await newListener(server, server, { udpFlowsPerListenerMax: 2 });
  const [first, second, third] = [await client(), await client(), await client()];
  expect(await first.ask('1')).toBe('a:1');
  expect(await second.ask('2')).toBe('a:2');
  third.send('3');
  await waitFor(() => counters()?.drops['node-limit'] === 1);
  expect(problems).toEqual(['A datagram of a new client was dropped: 2 flows are open, which is the limit']);
  expect(await first.ask('4')).toBe('a:4');
});
