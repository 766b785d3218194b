import { afterEach, expect, test } from 'vitest';
import type { PoolTargets } from '#proxy/engine/engine.ts';
import { activeStandby, listenerPlan, type Place, planChange, pool, TO_ACTIVE, TO_STANDBY, targetPlan } from '#test/plan.ts';
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

/** An engine with one UDP listener of a pool. */
async function newPool(names: string[], changes: Partial<PoolTargets> = {}) {
  const members = await Promise.all(names.map(async (name) => targetPlan(name, await newServer(name))));
  const engine = new UserspaceEngine();
  cleanups.push(() => engine.close(0));
  const plan = await listenerPlan(ADDRESS, pool(members, changes), { protocol: 'udp' });
  await engine.apply(planChange([plan]));
  return {
    engine,
    members,
    set: (edit: Partial<PoolTargets>) => engine.apply(planChange([{ ...plan, targets: { ...plan.targets, ...edit } }])),
    unhealthy: (...ids: string[]) => engine.route(new Map([['lsn-1', { serving: 'active', unhealthy: ids }]])),
    async client() {
      const client = await openUdpClient(plan.port, ADDRESS);
      cleanups.push(() => client.close());
      return { ...client, server: async () => (await client.ask('x'))?.split(':')[0] };
    },
  };
}

test('pool: flows of a removed or failed member move with their next datagram, and no others', async () => {
  const { members, set, unhealthy, client, engine } = await newPool(['a', 'b', 'c']);
  const clients = [await client(), await client(), await client()];
  const servers = async () => {
    const names: (string | undefined)[] = [];
    for (const one of clients) {
      names.push(await one.server());
    }
    return names;
  };
  const [first, second, third] = await servers();
  expect([first, second, third].toSorted()).toEqual(['a', 'b', 'c']);
  unhealthy(first ?? '');
  const afterFailure = await servers();
  expect(afterFailure.slice(1)).toEqual([second, third]);
  expect(afterFailure[0]).not.toBe(first);
  unhealthy();
  expect(await servers()).toEqual(afterFailure);
  await set({ members: members.filter((member) => member.memberId !== second) });
  const afterRemoval = await servers();
  expect(afterRemoval[1]).not.toBe(second);
  expect(afterRemoval[2]).toBe(third);
  await set({ members: members.map((member) => ({ ...member, weight: 0 })) });
  expect(await servers()).toEqual(afterRemoval);
  (await client()).send('new');
  await waitFor(() => engine.counters()[0]?.drops['no-server'] === 1);
});

test('pool: who failed before the listener had another group keeps new flows when it is back, although an old one was left', async () => {
  const { members, set, unhealthy, client } = await newPool(['a', 'b']);
  const [, second] = members;
  const first = await client();
  const failed = await first.server();
  unhealthy(members.find((member) => member.memberId === failed)?.memberId ?? '');
  await set({ groupId: 'group-2', members: second ? [{ ...second, memberId: 'other' }] : [] });
  await set({});
  const flows = [await client(), await client()];
  const before = [await flows[0]?.server(), await flows[1]?.server()];
  expect(before.toSorted()).toEqual(['a', 'b']);
  for (let turn = 0; turn < 3; turn += 1) {
    expect([await flows[0]?.server(), await flows[1]?.server()]).toEqual(before);
  }
});

test('pool: datagrams of one QUIC connection go to one server, from whatever address they come', async () => {
  const { client } = await newPool(['a', 'b', 'c', 'd'], { scheduler: 'qch' });
  const serverOf = async (id: string) => {
    const flow = await client();
    // A short header: flags below 0x80, then the connection id.
    return (await flow.ask(`@${id} payload`))?.split(':')[0];
  };
  const seen = new Set<string | undefined>();
  for (let id = 0; id < 12; id += 1) {
    const name = `client${String(id).padStart(2, '0')}`;
    const server = await serverOf(name);
    expect(await serverOf(name)).toBe(server);
    seen.add(server);
  }
  expect(seen.size).toBeGreaterThan(1);
});

test('only what is idle ends, however many flows there are', async () => {
  const server = await newServer('a');
  const { client, counters } = await newListener(server, server, { udpFlowIdleMs: 500 });
  const [busy, idle] = [await client(), await client()];
  expect(await idle.ask('1')).toBe('a:1');
  expect(await busy.ask('1')).toBe('a:1');
  await waitFor(async () => (await busy.ask('still')) === 'a:still' && counters()?.connectionsCurrent === 1);
  expect(counters()?.connectionsTotal).toBe(2);
});

test('a port that another program has is reported, although ours may be shared with a successor', async () => {
  const server = await newServer('a');
  const blocker = await newServer('other', ADDRESS);
  const engine = new UserspaceEngine();
  cleanups.push(() => engine.close(0));
  const plan = await listenerPlan(ADDRESS, activeStandby({ active: server, standby: server }), { protocol: 'udp', port: blocker.port });
  expect(await engine.apply(planChange([plan]))).toMatchObject([{ error: { code: 'PortInUse' } }]);
});

test('a successor takes over the port; flows of the older process go on there with their server and their answers', async () => {
  const [a, b] = [await newServer('a'), await newServer('b')];
  const targets = pool([targetPlan('a', a), targetPlan('b', b)]);
  const plan = await listenerPlan(ADDRESS, targets, { protocol: 'udp' });
  const older = new UserspaceEngine();
  const newer = new UserspaceEngine({ isUdpPortOurs: (id) => id === plan.id });
  cleanups.push(
    () => older.close(0),
    () => newer.close(0),
  );
  await older.apply(planChange([plan]));
  const client = async () => {
    const one = await openUdpClient(plan.port, ADDRESS);
    cleanups.push(() => one.close());
    return one;
  };
  const old = await client();
  const first = (await old.ask('1'))?.split(':')[0];
  await older.stopAccepting();
  expect(await newer.apply(planChange([plan]))).toEqual([{ listenerId: plan.id }]);
  newer.divert(plan.id, {
    keys: new Set(older.udpFlowKeys(plan.id)),
    pass: (datagram, address, port) => older.receive(plan.id, datagram, address, port),
  });
  expect(await old.ask('2')).toBe(`${first}:2`);
  expect(await (await client()).ask('3')).toMatch(/^[ab]:3$/);
  const flows = () => [older, newer].map((engine) => engine.counters()[0]?.connectionsTotal);
  expect(flows()).toEqual([1, 1]);
  await older.close(0);
  newer.divert(plan.id, null);
  expect(await old.ask('4')).toMatch(/^[ab]:4$/);
  expect(flows()).toEqual([1, 2]);
});
