import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ListenerColumns, TestConfiguration } from '#test/configuration.ts';
import { createTestDatabase } from '#test/database.ts';
import { acceptedClientPorts, forwarderPids } from '#test/forwarders.ts';
import { freePort, openUdpClient, startTcpServer, startUdpServer, type ToyServer, type ToyTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { spawnWorker } from '#test/worker.ts';

/**
 * How real connections and flows are shared, by whom real servers say they are, through a worker with two forwarders
 * (data-plane 4 and 5). What takes turns does so in each forwarder, so its counts have bounds without any chance in them; what
 * hashes is tested with chi-square, by a bound that the right shares exceed once in a million runs.
 */

const REGION = 'scheduling';
const SERVICE = '127.0.84.1';
const SERVERS = ['a', 'b', 'c', 'd'] as const;
/** With four servers, so three degrees of freedom. */
const CHI_SQUARE_MAX = 30.7;
const AT_ONCE = 16;

type Name = (typeof SERVERS)[number];
type Weights = Record<Name, number>;

const EQUAL: Weights = { a: 100, b: 100, c: 100, d: 100 };
const UNEQUAL: Weights = { a: 10, b: 20, c: 30, d: 40 };

const cleanups: (() => unknown)[] = [];
let configuration: TestConfiguration;
let worker: Awaited<ReturnType<typeof spawnWorker>>;
let forwarders: number[];
let loadBalancerId: string;
let tcpServers: ToyTcpServer[];
let udpServers: ToyServer[];

beforeAll(async () => {
  const database = await createTestDatabase();
  cleanups.push(() => database.drop());
  configuration = new TestConfiguration(database.url);
  cleanups.push(() => configuration.close());
  await configuration.addRegion(REGION);
  loadBalancerId = await configuration.addLoadBalancer(REGION, SERVICE);
  const places = SERVERS.map((name, index) => ({ name, address: `127.0.85.${index + 1}` }));
  tcpServers = await Promise.all(places.map((place) => startTcpServer(place)));
  udpServers = await Promise.all(places.map((place) => startUdpServer(place)));
  for (const server of [...tcpServers, ...udpServers]) {
    cleanups.push(() => server.stop());
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'openslb-scheduling-'));
  cleanups.push(() => rm(dataDir, { recursive: true, force: true }));
  worker = await spawnWorker({ databaseUrl: database.url, dataDir, nodeId: 'node-1' });
  cleanups.push(() => worker.kill('SIGKILL'));
  await waitFor(async () => (await worker.readyz().catch(() => 0)) === 200, { timeoutMs: 60_000, what: 'the worker to be ready' });
  forwarders = forwarderPids(worker.pid);
}, 90_000);

afterAll(async () => {
  for (const cleanup of cleanups.reverse()) {
    await cleanup();
  }
});

async function listen(columns: ListenerColumns, weights: Weights, protocol: 'tcp' | 'udp' = 'tcp') {
  const servers = protocol === 'tcp' ? tcpServers : udpServers;
  const members = SERVERS.map((name, index) => {
    const { address = '', port = 0 } = servers[index] ?? {};
    return { address, port, weight: weights[name] };
  });
  const vserverGroupId = await configuration.addVserverGroup(REGION, loadBalancerId, members);
  const port = await freePort(SERVICE);
  const id = await configuration.addListener(loadBalancerId, { vserverGroupId }, { protocol, port, columns, check: { enabled: false } });
  const inForce = async () => {
    const [row] = await configuration.query<{ revision: number }>('SELECT revision FROM listener WHERE id = $1', [id]);
    await waitFor(
      async () => {
        const status = await configuration.statusOf(id);
        return status?.state === 'in_force' && status.revision === row?.revision;
      },
      { what: `revision ${row?.revision} of ${id}` },
    );
  };
  await inForce();
  return {
    port,
    async weigh(name: Name, weight: number) {
      await configuration.query(
        'UPDATE vserver_member SET weight = $3 WHERE group_id = $1 AND server_id = (SELECT id FROM server WHERE address = $2::inet)',
        [vserverGroupId, servers[SERVERS.indexOf(name)]?.address, weight],
      );
      await inForce();
    },
  };
}

/** A connection that its server has greeted. */
async function open(port: number, from: { localAddress?: string; localPort?: number } = {}): Promise<{ socket: Socket; name: Name }> {
  const socket = connect({ port, host: SERVICE, ...from });
  const [greeting] = await once(socket, 'data');
  socket.on('error', () => {});
  const name = SERVERS.find((one) => `${one}\n` === String(greeting));
  if (name === undefined) {
    throw new Error(`Nobody is called ${greeting}`);
  }
  return { socket, name };
}

/** Who answers a connection that is cut at once. */
async function answer(port: number, from: { localAddress?: string; localPort?: number } = {}): Promise<Name> {
  const { socket, name } = await open(port, from);
  const closed = once(socket, 'close');
  socket.resetAndDestroy();
  await closed;
  return name;
}

/** Some at once; in the order of `items`. */
async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const loop = async () => {
    for (const [index, item] of left) {
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, loop));
  return results;
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const sourceOf = (number: number) => ({ localAddress: `127.0.${86 + (number >> 7)}.${1 + (number & 127)}` });

function countsOf(names: readonly Name[]): Weights {
  const counts = { a: 0, b: 0, c: 0, d: 0 };
  for (const name of names) {
    counts[name] += 1;
  }
  return counts;
}

/** What each server would get if weights held exactly. */
function sharesOf(count: number, weights: Weights): [Name, number][] {
  const sum = SERVERS.reduce((total, name) => total + weights[name], 0);
  return SERVERS.map((name) => [name, (count * weights[name]) / sum]);
}

function expectWithin(counts: Weights, weights: Weights, bound: number): void {
  const total = SERVERS.reduce((sum, name) => sum + counts[name], 0);
  for (const [name, share] of sharesOf(total, weights)) {
    expect(Math.abs(counts[name] - share), `${name} of ${JSON.stringify(counts)}`).toBeLessThanOrEqual(bound);
  }
}

function chiSquare(counts: Weights, weights: Weights): number {
  const total = SERVERS.reduce((sum, name) => sum + counts[name], 0);
  return sharesOf(total, weights).reduce((sum, [name, share]) => sum + (counts[name] - share) ** 2 / share, 0);
}

test('wrr: shares are those of the weights, and of the new ones after an edit', async () => {
  const listener = await listen({ scheduler: 'wrr' }, UNEQUAL);
  const ask = async () => countsOf(await each(numbers(300), () => answer(listener.port)));
  // In each forwarder a member is owed, or ahead by, less than a turn for each of the others.
  const bound = forwarders.length * (SERVERS.length - 1);
  expectWithin(await ask(), UNEQUAL, bound);
  await listener.weigh('a', 60);
  expectWithin(await ask(), { ...UNEQUAL, a: 60 }, bound);
});

test('rr: all the same whatever the weights are, and nothing with weight 0', async () => {
  const listener = await listen({ scheduler: 'rr' }, { ...UNEQUAL, d: 0 });
  const counts = countsOf(await each(numbers(300), () => answer(listener.port)));
  expectWithin(counts, { a: 1, b: 1, c: 1, d: 0 }, forwarders.length);
  expect(counts.d).toBe(0);
});

test('rr: UDP flows take turns as connections do', async () => {
  const listener = await listen({ scheduler: 'rr' }, EQUAL, 'udp');
  const counts = countsOf(await each(numbers(100), () => answerToDatagram(listener.port, 'hello')));
  expectWithin(counts, EQUAL, forwarders.length);
});

test('wlc: open connections are as the weights, and who has lost all of them gets the next', async () => {
  const listener = await listen({ scheduler: 'wlc' }, UNEQUAL);
  const held = await each(numbers(160), () => open(listener.port));
  const before = perForwarder(listener.port, held);
  for (const connections of before) {
    expectWithin(countsOf(connections.map(({ name }) => name)), UNEQUAL, SERVERS.length);
  }
  const ofB = held.filter(({ name }) => name === 'b');
  const lost = before.map((connections) => connections.filter(({ name }) => name === 'b').length);
  for (const { socket } of ofB) {
    socket.resetAndDestroy();
  }
  // A forwarder resets the server's side when it has noticed that of the client.
  await waitFor(() => tcpServers[SERVERS.indexOf('b')]?.sockets.size === 0, { what: 'the server to be rid of what was cut' });
  const added = await each(numbers(Math.floor(ofB.length / 2)), () => open(listener.port));
  for (const [index, connections] of perForwarder(listener.port, added).entries()) {
    const toB = connections.filter(({ name }) => name === 'b').length;
    // One fewer than it had: it may have been ahead by one.
    expect(toB).toBeGreaterThanOrEqual(Math.min(connections.length, (lost[index] ?? 0) - 1));
  }
  for (const { socket } of [...held, ...added]) {
    socket.destroy();
  }
});

/** Of each forwarder those that it has accepted. */
function perForwarder<T extends { socket: Socket }>(port: number, connections: readonly T[]): T[][] {
  return forwarders.map((pid) => {
    const accepted = acceptedClientPorts(pid, port);
    return connections.filter(({ socket }) => accepted.has(socket.localPort ?? -1));
  });
}

test('sch: a source address has one server, and addresses are shared by weight', async () => {
  const listener = await listen({ scheduler: 'sch' }, UNEQUAL);
  const ask = () => each(numbers(400), (number) => answer(listener.port, sourceOf(number)));
  const names = await ask();
  expect(await ask()).toEqual(names);
  expect(chiSquare(countsOf(names), UNEQUAL)).toBeLessThan(CHI_SQUARE_MAX);
  await listener.weigh('c', 0);
  const without = await ask();
  expect(without.filter((name, index) => names[index] !== 'c' && name !== names[index])).toEqual([]);
  expect(without).not.toContain('c');
});

test('tch: connections of one address are shared by weight, and one from the same port comes to the same server', async () => {
  const listener = await listen({ scheduler: 'tch' }, UNEQUAL);
  const seen = await each(numbers(400), async () => {
    const { socket, name } = await open(listener.port, sourceOf(0));
    const { localPort = 0 } = socket;
    const closed = once(socket, 'close');
    socket.resetAndDestroy();
    await closed;
    return { name, again: await answer(listener.port, { ...sourceOf(0), localPort }) };
  });
  expect(seen.filter(({ name, again }) => again !== name)).toEqual([]);
  expect(chiSquare(countsOf(seen.map(({ name }) => name)), UNEQUAL)).toBeLessThan(CHI_SQUARE_MAX);
});

test('qch: a QUIC connection has one server, whatever address its datagrams come from, and connections are shared by weight', async () => {
  const listener = await listen({ scheduler: 'qch' }, UNEQUAL, 'udp');
  const ask = () =>
    each(numbers(400), (number) => {
      // A short header: flags below 0x80, then the connection id.
      return answerToDatagram(listener.port, `@quic${String(number).padStart(4, '0')} payload`);
    });
  const names = await ask();
  expect(await ask()).toEqual(names);
  expect(chiSquare(countsOf(names), UNEQUAL)).toBeLessThan(CHI_SQUARE_MAX);
});

/** Who answers a new flow. The client stays, so that no other one gets its port and with that its flow. */
async function answerToDatagram(port: number, text: string): Promise<Name> {
  const client = await openUdpClient(port, SERVICE);
  cleanups.push(() => client.close());
  let name: Name | undefined;
  await waitFor(
    async () => {
      const reply = await client.ask(text);
      name = SERVERS.find((one) => reply === `${one}:${text}`);
      return name !== undefined;
    },
    { what: `an answer to ${text}` },
  );
  return name ?? 'a';
}

test('persistence: each address keeps its server through both forwarders, and leaves it only when that gets nothing any more', async () => {
  const listener = await listen({ scheduler: 'rr', persistence_seconds: 600 }, EQUAL);
  const sources = numbers(60).map(sourceOf);
  const first: Name[] = [];
  for (const source of sources) {
    first.push(await answer(listener.port, source));
  }
  expectWithin(countsOf(first), EQUAL, forwarders.length);
  const ask = () => each([...sources, ...sources, ...sources], (source) => answer(listener.port, source));
  expect(await ask()).toEqual([...first, ...first, ...first]);

  await listener.weigh('b', 0);
  // Two forwarders that meet a client of that member at the same moment may each give it another one at first; then one counts.
  const moved = await waitFor(
    async () => {
      const names = await ask();
      expect(names.filter((name, index) => name === 'b' || !['b', name].includes(first[index % first.length] ?? ''))).toEqual([]);
      return names.every((name, index) => name === names[index % first.length]) ? names : null;
    },
    { timeoutMs: 10_000, what: 'each client to have one server again' },
  );
  await listener.weigh('b', 100);
  expect(await ask()).toEqual(moved);
});
