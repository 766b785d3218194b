import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { ActiveStandbyTargets, ListenerPlan, ListenerRouting, PoolTargets } from '#proxy/engine/engine.ts';
import { activeStandby, listenerPlan, planChange, pool, targetPlan } from '#test/plan.ts';
import { freePort, startTcpServer, type ToyTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { UserspaceEngine } from './userspace-engine.ts';

/** TCP listeners of a group with several members, with real sockets. */

const ADDRESS = '127.0.23.1';
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

async function servers<const N extends string>(...names: N[]): Promise<Record<N, ToyTcpServer>> {
  const entries = await Promise.all(
    names.map(async (name) => {
      const server = await startTcpServer({ name });
      cleanups.push(() => server.stop());
      return [name, server] as const;
    }),
  );
  return Object.fromEntries(entries) as Record<N, ToyTcpServer>;
}

function membersOf(places: Record<string, ToyTcpServer>, weights: Record<string, number> = {}) {
  return Object.entries(places).map(([name, place]) => targetPlan(name, place, weights[name] ?? 100));
}

async function start(targets: PoolTargets, changes: Partial<Omit<ListenerPlan, 'targets'>> = {}) {
  const engine = new UserspaceEngine();
  cleanups.push(() => engine.close(0));
  let plan = await listenerPlan(ADDRESS, targets, changes);
  let routing: ListenerRouting = { serving: 'active', unhealthy: [] };
  const apply = async () => expect(await engine.apply(planChange([plan], { routing }))).toEqual([{ listenerId: 'lsn-1' }]);
  await apply();
  return {
    engine,
    counters: () => engine.counters()[0],
    async set(edit: Partial<PoolTargets>, rest: Partial<Omit<ListenerPlan, 'targets'>> = {}) {
      plan = { ...plan, ...rest, targets: { ...plan.targets, ...edit } };
      await apply();
    },
    setTargets: (other: ActiveStandbyTargets) => engine.apply(planChange([{ ...plan, targets: other }])),
    unhealthy(...ids: string[]) {
      routing = { serving: 'active', unhealthy: ids };
      engine.route(new Map([['lsn-1', routing]]));
    },
    open: () => open(plan.port),
    async names(count: number): Promise<string[]> {
      const names: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const client = await open(plan.port);
        names.push(client.name);
        client.close();
      }
      return names.sort();
    },
    ending: () => endingOf(connect(plan.port, ADDRESS)),
  };
}

async function open(port: number) {
  const socket = connect({ port, host: ADDRESS });
  cleanups.push(() => socket.destroy());
  const ending = endingOf(socket);
  let hasEnded = false;
  void ending.then(() => {
    hasEnded = true;
  });
  const [chunk] = await once(socket, 'data');
  return {
    name: String(chunk).trim(),
    ending,
    hasEnded: () => hasEnded,
    async echo(text: string): Promise<string> {
      const answer = once(socket, 'data');
      socket.write(text);
      return String((await answer)[0]);
    },
    close: () => socket.destroy(),
  };
}

/** Resolves with the error code that ends the connection, or with `end`. */
function endingOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let code = 'end';
    socket.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code ?? 'error';
    });
    socket.on('close', () => resolve(code));
  });
}

test('members share new connections, each counted; weight 0 and unhealthy ones get none and keep what they have', async () => {
  const places = await servers('a', 'b', 'c');
  const group = await start(pool(membersOf(places)));
  const first = await Promise.all([group.open(), group.open(), group.open()]);
  expect(first.map((client) => client.name).sort()).toEqual(['a', 'b', 'c']);
  expect(group.counters()?.members.map((member) => member.connectionsCurrent)).toEqual([1, 1, 1]);
  await group.set({ members: membersOf(places, { a: 0 }) });
  expect(await group.names(4)).toEqual(['b', 'b', 'c', 'c']);
  group.unhealthy('b');
  expect(await group.names(3)).toEqual(['c', 'c', 'c']);
  await group.set({ members: membersOf(places) });
  expect(await group.names(4)).toEqual(['a', 'a', 'c', 'c']);
  group.unhealthy();
  expect(await group.names(3)).toEqual(['a', 'b', 'c']);
  expect(await Promise.all(first.map((client) => client.echo('still here')))).toEqual(Array(3).fill('still here'));
});

test('weights share connections, and a change of scheduler holds for new ones', async () => {
  const places = await servers('a', 'b');
  const group = await start(pool(membersOf(places, { a: 30, b: 10 }), { scheduler: 'wrr' }));
  expect(await group.names(8)).toEqual(['a', 'a', 'a', 'a', 'a', 'a', 'b', 'b']);
  await group.set({ scheduler: 'sch' });
  expect(new Set(await group.names(4)).size).toBe(1);
});

test('nobody may receive: reset and counted', async () => {
  const group = await start(pool(membersOf(await servers('a'))));
  group.unhealthy('a');
  expect(await group.ending()).toBe('ECONNRESET');
  await group.set({ members: [] });
  expect(await group.ending()).toBe('ECONNRESET');
  expect(group.counters()).toMatchObject({ drops: { 'no-server': 2 }, connectionsTotal: 0 });
});

test('a member that refuses resets the client, without a try elsewhere', async () => {
  const places = await servers('a');
  const dead = targetPlan('dead', { address: '127.0.0.1', port: await freePort() });
  const group = await start(pool([...membersOf(places, { a: 0 }), dead]));
  expect(await group.ending()).toBe('ECONNRESET');
  expect(group.counters()).toMatchObject({ connectErrorsTotal: 1, connectionsTotal: 1 });
  expect(places.a.received()).toBe(0);
});

test('removal without draining resets the connections of that member at once, and no others', async () => {
  const { a, b } = await servers('a', 'b');
  const group = await start(pool(membersOf({ a, b })));
  const clients = await Promise.all([group.open(), group.open()]);
  const [onA, onB] = ['a', 'b'].map((name) => clients.find((client) => client.name === name));
  await group.set({ members: membersOf({ b }) });
  expect(await onA?.ending).toBe('ECONNRESET');
  expect(await onB?.echo('unharmed')).toBe('unharmed');
  expect(await group.names(2)).toEqual(['b', 'b']);
  expect(
    group
      .counters()
      ?.members.map((member) => member.memberId)
      .sort(),
  ).toEqual(['a', 'b']);
});

test('removal with draining cuts after the time; a member that comes back before keeps its connections', async () => {
  const { a, b, c } = await servers('a', 'b', 'c');
  const group = await start(pool(membersOf({ a, b, c })), { drainingMs: 400 });
  const clients = await Promise.all([group.open(), group.open(), group.open()]);
  const [onA, onB, onC] = ['a', 'b', 'c'].map((name) => clients.find((client) => client.name === name));
  const removedAt = performance.now();
  await group.set({ members: membersOf({ c }) });
  expect(await onA?.echo('draining')).toBe('draining');
  await group.set({ members: membersOf({ b, c }) });
  expect(await onA?.ending).toBe('ECONNRESET');
  expect(performance.now() - removedAt).toBeGreaterThan(395);
  expect(await Promise.all([onB?.echo('back'), onC?.echo('never gone')])).toEqual(['back', 'never gone']);
});

test('failure without draining leaves connections alone; with draining it cuts them unless the member recovers', async () => {
  const { a, b } = await servers('a', 'b');
  const group = await start(pool(membersOf({ a, b })));
  const clients = await Promise.all([group.open(), group.open()]);
  group.unhealthy('a', 'b');
  group.unhealthy();
  expect(await Promise.all(clients.map((client) => client.echo('kept')))).toEqual(['kept', 'kept']);
  await group.set({}, { drainingMs: 400 });
  const [onA, onB] = ['a', 'b'].map((name) => clients.find((client) => client.name === name));
  group.unhealthy('b');
  group.unhealthy('a', 'b');
  group.unhealthy('a');
  expect(await onA?.ending).toBe('ECONNRESET');
  expect(await onB?.echo('recovered')).toBe('recovered');
});

test('another group, or another kind of group, leaves open connections alone', async () => {
  const { a, b } = await servers('a', 'b');
  const group = await start(pool(membersOf({ a })));
  const client = await group.open();
  await group.set({ groupId: 'group-2', members: membersOf({ b }) });
  expect(await group.names(1)).toEqual(['b']);
  expect(await client.echo('same group no more')).toBe('same group no more');
  await group.setTargets(activeStandby({ active: a, standby: a }));
  expect(await group.names(1)).toEqual(['a']);
  expect(await client.echo('nor same kind')).toBe('nor same kind');
});

test('persistence keeps a client with its member until that may not receive any more', async () => {
  const { a, b, c } = await servers('a', 'b', 'c');
  const group = await start(pool(membersOf({ a, b, c }), { persistenceMs: 60_000 }));
  const first = await group.open();
  expect(await group.names(3)).toEqual(Array(3).fill(first.name));
  group.unhealthy(first.name);
  const second = await group.open();
  expect(second.name).not.toBe(first.name);
  group.unhealthy();
  expect(await group.names(3)).toEqual(Array(3).fill(second.name));
  await group.set({ persistenceMs: 0 });
  expect(new Set(await group.names(3)).size).toBe(3);
});

test('least connections goes by what is open', async () => {
  const { a, b } = await servers('a', 'b');
  const group = await start(pool(membersOf({ a, b }), { scheduler: 'wlc' }));
  const [first, second] = [await group.open(), await group.open()];
  expect(new Set([first.name, second.name]).size).toBe(2);
  first.close();
  await waitFor(() => group.counters()?.connectionsCurrent === 1);
  expect((await group.open()).name).toBe(first.name);
});
