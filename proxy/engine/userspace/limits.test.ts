import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { ListenerPlan, LoadBalancerLimits } from '#proxy/engine/engine.ts';
import { activeStandby, listenerPlan, noLimits, planChange, pool, targetPlan } from '#test/plan.ts';
import { openUdpClient, startTcpServer, startUdpServer, type ToyServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { type Coordination, type PersistenceBook, usageKey } from './coordination.ts';
import { LocalPersistence } from './persistence.ts';
import { UserspaceEngine, type UserspaceEngineOptions } from './userspace-engine.ts';

/** Access control, ceilings, bandwidth and the Proxy Protocol, for TCP and UDP. */

const ADDRESS = '127.0.24.1';
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

type Changes = Partial<Omit<ListenerPlan, 'targets'>>;

function newEngine(options: UserspaceEngineOptions = {}): UserspaceEngine {
  const engine = new UserspaceEngine(options);
  cleanups.push(() => engine.close(0));
  return engine;
}

async function tcpServer(options: Parameters<typeof startTcpServer>[0] = {}) {
  const server = await startTcpServer(options);
  cleanups.push(() => server.stop());
  return server;
}

async function udpServer(options: Parameters<typeof startUdpServer>[0] = {}) {
  const server = await startUdpServer(options);
  cleanups.push(() => server.stop());
  return server;
}

async function udpClient(port: number) {
  const client = await openUdpClient(port, ADDRESS);
  cleanups.push(() => client.close());
  return client;
}

/** Listeners of one load balancer in front of one server. */
async function start(server: ToyServer, changes: Changes[], more: { limits?: LoadBalancerLimits } & UserspaceEngineOptions = {}) {
  const engine = newEngine(more);
  const targets = activeStandby({ active: server, standby: server });
  const plans: ListenerPlan[] = [];
  for (const [index, change] of changes.entries()) {
    plans.push(await listenerPlan(ADDRESS, targets, { id: `lsn-${index + 1}`, ...change }));
  }
  const results = await engine.apply(planChange(plans, more.limits ? { limits: more.limits } : {}));
  return { engine, plans, ports: plans.map((plan) => plan.port), results, counters: () => engine.counters() };
}

/** A connection that has got the greeting of its server; or the error code that ended it before. */
async function open(port = 0): Promise<Socket> {
  const socket = connect({ port, host: ADDRESS });
  cleanups.push(() => socket.destroy());
  await once(socket, 'data');
  socket.on('error', () => {});
  return socket;
}

const refusal = (port = 0) =>
  open(port).then(
    () => 'open',
    (error: NodeJS.ErrnoException) => error.code,
  );

async function echo(socket: Socket, text: string): Promise<string> {
  const answer = once(socket, 'data');
  socket.write(text);
  return String((await answer)[0]);
}

test('access control refuses new connections with a reset, and leaves open ones alone', async () => {
  const server = await tcpServer();
  const { engine, plans, ports, counters } = await start(server, [{ accessControl: { mode: 'whitelist', entries: ['127.0.0.0/8'] } }]);
  const client = await open(ports[0]);
  const [plan] = plans as [ListenerPlan];
  await engine.apply(planChange([{ ...plan, accessControl: { mode: 'blacklist', entries: ['127.0.0.0/8'] } }]));
  expect(await refusal(ports[0])).toBe('ECONNRESET');
  expect(await echo(client, 'open before')).toBe('open before');
  expect(counters()[0]).toMatchObject({ drops: { 'access-control': 1 }, connectionsTotal: 1 });
  expect(server.received()).toBe(1);
  await engine.apply(planChange([{ ...plan, accessControl: { mode: 'whitelist', entries: [] } }]));
  expect(await refusal(ports[0])).toBe('open');
});

test('an access control list that cannot be read is an error of that listener, and what was in force stays', async () => {
  const server = await tcpServer();
  const { engine, plans, ports } = await start(server, [{}, {}]);
  const [first, second] = plans as [ListenerPlan, ListenerPlan];
  const bad: ListenerPlan = { ...first, accessControl: { mode: 'whitelist', entries: ['not a network'] } };
  const results = await engine.apply(planChange([bad, second]));
  expect(results).toMatchObject([{ listenerId: 'lsn-1', error: { code: 'ApplyFailed' } }, { listenerId: 'lsn-2' }]);
  expect(results[0]?.error?.message).toContain('not a network');
  expect(await Promise.all(ports.map((port) => refusal(port)))).toEqual(['open', 'open']);
});

test('UDP: access control drops datagrams of new flows', async () => {
  const server = await udpServer({ name: 'a' });
  const { engine, plans, ports, counters } = await start(server, [{ protocol: 'udp' }]);
  const known = await udpClient(ports[0] ?? 0);
  expect(await known.ask('1')).toBe('a:1');
  const [plan] = plans as [ListenerPlan];
  await engine.apply(planChange([{ ...plan, accessControl: { mode: 'blacklist', entries: ['127.0.0.1'] } }]));
  const stranger = await udpClient(ports[0] ?? 0);
  stranger.send('2');
  await waitFor(() => counters()[0]?.drops['access-control'] === 1);
  expect(await known.ask('3')).toBe('a:3');
  expect(server.received()).toBe(2);
});

test('the ceiling of connections counts all listeners of a load balancer, with UDP flows', async () => {
  const [tcp, udp] = [await tcpServer(), await udpServer({ name: 'u' })];
  const engine = newEngine();
  const limits = noLimits({ connectionsMax: 3 });
  const plans = [
    await listenerPlan(ADDRESS, activeStandby({ active: tcp, standby: tcp }), { id: 'lsn-1' }),
    await listenerPlan(ADDRESS, activeStandby({ active: tcp, standby: tcp }), { id: 'lsn-2' }),
    await listenerPlan(ADDRESS, activeStandby({ active: udp, standby: udp }), { id: 'lsn-3', protocol: 'udp' }),
    await listenerPlan(ADDRESS, activeStandby({ active: tcp, standby: tcp }), { id: 'lsn-4', loadBalancerId: 'lb-2' }),
  ];
  await engine.apply({ ...planChange(plans, { limits }), limits: new Map([['lb-1', limits]]) });
  const port = (index: number) => plans[index]?.port ?? 0;
  const first = await open(port(0));
  await open(port(1));
  const flow = await udpClient(port(2));
  expect(await flow.ask('1')).toBe('u:1');
  expect(await Promise.all([refusal(port(0)), refusal(port(1)), refusal(port(3))])).toEqual(['ECONNRESET', 'ECONNRESET', 'open']);
  const late = await udpClient(port(2));
  late.send('2');
  await waitFor(() => engine.counters()[2]?.drops['connection-limit'] === 1);
  first.destroy();
  await waitFor(() => engine.counters()[0]?.connectionsCurrent === 0);
  expect(await refusal(port(1))).toBe('open');
  expect(engine.usage().get(usageKey('connections', 'lb-1'))).toBe(3);
});

test('the ceiling of new connections per second drops what is beyond it', async () => {
  const server = await tcpServer();
  const { ports, counters } = await start(server, [{}, {}], { limits: noLimits({ connectionsPerSecondMax: 5 }) });
  const outcomes = await Promise.all(Array.from({ length: 40 }, (_, index) => refusal(ports[index % 2])));
  const dropped = outcomes.filter((outcome) => outcome === 'ECONNRESET').length;
  expect(dropped).toBeGreaterThan(0);
  expect(outcomes.filter((outcome) => outcome === 'open').length).toBeGreaterThanOrEqual(5);
  const drops = counters().reduce((sum, one) => sum + (one.drops['rate-limit'] ?? 0), 0);
  expect(drops).toBe(dropped);
});

test('a process uses its share of a ceiling only, and tells what it wants', async () => {
  const server = await tcpServer();
  let part = 0.5;
  const coordination: Coordination = { share: () => part, persistence: new LocalPersistence() };
  const limits = noLimits({ connectionsMax: 4, connectionsPerSecondMax: 1000, sharedBytesPerSecond: 1_000_000 });
  const { engine, ports } = await start(server, [{}], { limits, coordination });
  await open(ports[0]);
  await open(ports[0]);
  expect(await refusal(ports[0])).toBe('ECONNRESET');
  part = 1;
  expect(await refusal(ports[0])).toBe('open');
  expect(Object.fromEntries(engine.usage())).toEqual({
    'connections:lb-1': 3,
    'rate:lb-1': 4,
    'bandwidth-in:lb-1': 0,
    'bandwidth-out:lb-1': 12,
  });
  expect(engine.usage().get('rate:lb-1')).toBe(0);
});

test('bandwidth: a listener with a limit is held to it in both directions, another one is not', async () => {
  const total = 600_000;
  const server = await tcpServer();
  const { ports, counters } = await start(server, [{ bandwidthBytesPerSecond: 500_000 }, {}]);
  const slow = await open(ports[0]);
  const fast = await open(ports[1]);
  const startedAt = performance.now();
  const receive = async (socket: Socket) => {
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
    });
    socket.write(Buffer.alloc(total));
    await waitFor(() => received === total, { timeoutMs: 60_000 });
    return performance.now() - startedAt;
  };
  const [slowMs] = await Promise.all([receive(slow), receive(fast)]);
  // 100 ms may have been saved up, and the last piece of 64 KiB may go before its time has come.
  expect(slowMs).toBeGreaterThan(900);
  expect(counters().map((one) => [one.bytesInTotal, one.bytesOutTotal])).toEqual([
    [total, total + 4],
    [total, total + 4],
  ]);
});

test('bandwidth: datagrams beyond it are dropped and counted', async () => {
  const server = await udpServer({ reply: () => null });
  const { ports, counters } = await start(server, [{ protocol: 'udp', bandwidthBytesPerSecond: 10_000 }]);
  const client = await udpClient(ports[0] ?? 0);
  for (let index = 0; index < 60; index += 1) {
    client.send('x'.repeat(1000));
  }
  await waitFor(() => (counters()[0]?.drops.bandwidth ?? 0) > 0 && (counters()[0]?.packetsInTotal ?? 0) > 0);
});

const HEADER_BYTES = 28;

/** Client port and payload behind a header for IPv4; null: there is none. */
function readProxyHeader(data: Buffer): { transport: number; client: string; service: string; payload: string } | null {
  if (data.subarray(0, 12).toString('latin1') !== '\r\n\r\n\0\r\nQUIT\n' || data[12] !== 0x21) {
    return null;
  }
  const address = (at: number, portAt: number) => `${[...data.subarray(at, at + 4)].join('.')}:${data.readUInt16BE(portAt)}`;
  return {
    transport: data[13] ?? 0,
    client: address(16, 24),
    service: address(20, 26),
    payload: String(data.subarray(HEADER_BYTES)),
  };
}

test('Proxy Protocol: the server learns the client before its first byte, and it is not counted', async () => {
  const got: Buffer[] = [];
  const server = await tcpServer({ onConnection: (socket) => socket.on('data', (chunk: Buffer) => got.push(chunk)) });
  const { ports, counters } = await start(server, [{ proxyProtocol: true }]);
  const client = connect({ port: ports[0] ?? 0, host: ADDRESS });
  cleanups.push(() => client.destroy());
  await waitFor(() => got.length > 0);
  client.write('hello');
  await waitFor(() => Buffer.concat(got).length === HEADER_BYTES + 5);
  const expected = { transport: 0x11, client: `127.0.0.1:${client.localPort}`, service: `${ADDRESS}:${ports[0]}`, payload: 'hello' };
  expect(readProxyHeader(Buffer.concat(got))).toEqual(expected);
  expect(counters()[0]?.bytesInTotal).toBe(5);
});

test('Proxy Protocol: each datagram to the server carries it, answers do not (decision 9)', async () => {
  const got: Buffer[] = [];
  const server = await udpServer({ reply: (datagram) => `${got.push(datagram)}` });
  const { ports, counters } = await start(server, [{ protocol: 'udp', proxyProtocol: true }]);
  const client = await udpClient(ports[0] ?? 0);
  expect([await client.ask('one'), await client.ask('two')]).toEqual(['1', '2']);
  const source = `127.0.0.1:${client.socket.address().port}`;
  const expected = { transport: 0x12, client: source, service: `${ADDRESS}:${ports[0]}` };
  expect(got.map(readProxyHeader)).toEqual([
    { ...expected, payload: 'one' },
    { ...expected, payload: 'two' },
  ]);
  expect(counters()[0]).toMatchObject({ bytesInTotal: 6, packetsInTotal: 2 });
});

test('descriptors: a listener that takes all it can get leaves some to the others', async () => {
  const server = await tcpServer();
  const problems: string[] = [];
  const options = { descriptorsMax: 40, onProblem: ({ reason }: { reason: string }) => problems.push(reason) };
  const { ports, counters } = await start(server, [{}, {}], options);
  // 20 of 40 are reserved; 3/4 of the rest is 15, which is 7 connections.
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => refusal(ports[0])));
  expect(outcomes.filter((outcome) => outcome === 'open').length).toBe(7);
  expect(await refusal(ports[1])).toBe('open');
  expect(counters()[0]?.drops).toEqual({ 'node-limit': 5 });
  expect(problems[0]).toContain('raise ulimit -n');
});

test('a client whose member another process has settled goes there, and waits meanwhile', async () => {
  const [a, b] = [await tcpServer({ name: 'a' }), await tcpServer({ name: 'b' })];
  const asked: string[] = [];
  const persistence: PersistenceBook = {
    configure() {},
    find: () => undefined,
    async settle(_listenerId, client) {
      asked.push(client);
      return 'b';
    },
    opened() {},
    closed() {},
  };
  const engine = newEngine({ coordination: { share: () => 1, persistence } });
  const plan = await listenerPlan(ADDRESS, pool([targetPlan('a', a), targetPlan('b', b)], { persistenceMs: 1000 }));
  await engine.apply(planChange([plan]));
  await Promise.all([open(plan.port), open(plan.port), open(plan.port)]);
  expect([a.received(), b.received()]).toEqual([0, 3]);
  expect(asked).toEqual(Array(3).fill('127.0.0.1'));
});
