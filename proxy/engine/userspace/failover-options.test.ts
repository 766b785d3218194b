import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { ActiveStandbyTargets, ListenerPlan, ListenerRouting, OnFailoverPlan } from '#proxy/engine/engine.ts';
import { activeStandby, listenerPlan, planChange, TO_ACTIVE, TO_STANDBY, targetPlan } from '#test/plan.ts';
import { firstLine, freePort, openUdpClient, startTcpServer, startUdpServer } from '#test/servers.ts';
import { startSilentServer } from '#test/silent-server.ts';
import { waitFor } from '#test/wait.ts';
import { UserspaceEngine } from './userspace-engine.ts';

/** What a listener does with connections around a failover, with real sockets. */

const ADDRESS = '127.0.22.1';
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

function newEngine(): UserspaceEngine {
  const engine = new UserspaceEngine();
  cleanups.push(() => engine.close(0));
  return engine;
}

async function servers() {
  const [active, standby] = await Promise.all([startTcpServer({ name: 'active' }), startTcpServer({ name: 'standby' })]);
  cleanups.push(
    () => active.stop(),
    () => standby.stop(),
  );
  return { active, standby };
}

/** A connection that has got its greeting, and how it ended, if it has. */
async function open(port: number) {
  const socket: Socket = connect({ port, host: ADDRESS });
  let ending: string | null = null;
  socket.on('error', (error: NodeJS.ErrnoException) => {
    ending = error.code ?? 'error';
  });
  socket.on('close', () => {
    ending ??= 'end';
  });
  cleanups.push(() => socket.destroy());
  const [chunk] = await once(socket, 'data');
  return {
    name: String(chunk).trim(),
    ended: () => ending,
    async echo(text: string): Promise<string> {
      const answer = once(socket, 'data');
      socket.write(text);
      return String((await answer)[0]);
    },
  };
}

const reached = (plan: ListenerPlan) => firstLine(plan.port, ADDRESS).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);

test('retry: with a refused active every client reaches the standby, bytes and all', async () => {
  const { active, standby } = await servers();
  const engine = newEngine();
  const plan = await listenerPlan(ADDRESS, activeStandby({ active, standby }, { retryOnStandby: true }));
  await engine.apply(planChange([plan]));
  expect(await reached(plan)).toBe('active');
  await active.stop();
  expect(new Set(await Promise.all(Array.from({ length: 100 }, () => reached(plan))))).toEqual(new Set(['standby']));
  const client = await open(plan.port);
  expect(await client.echo('hello')).toBe('hello');
  await waitFor(() => engine.counters()[0]?.connectionsCurrent === 1);
  expect(engine.counters()[0]).toMatchObject({ connectionsTotal: 102, connectErrorsTotal: 101, drops: {} });
});

test('retry: an active that does not accept in time', async () => {
  const { standby } = await servers();
  const active = await startSilentServer('127.0.0.1');
  cleanups.push(() => active.stop());
  const engine = newEngine();
  const plan = await listenerPlan(ADDRESS, activeStandby({ active, standby }, { retryOnStandby: true }), { connectTimeoutMs: 300 });
  await engine.apply(planChange([plan]));
  const startedAt = performance.now();
  expect(await reached(plan)).toBe('standby');
  expect(performance.now() - startedAt).toBeGreaterThan(295);
  await engine.apply(planChange([{ ...plan, targets: { ...plan.targets, retryOnStandby: false } }]));
  expect(await reached(plan)).toBe('ECONNRESET');
});

test.each<[string, Partial<ActiveStandbyTargets> & { standbyWeight?: number }, ListenerRouting]>([
  ['off', { retryOnStandby: false }, TO_ACTIVE],
  ['a standby of weight 0', { retryOnStandby: true, standbyWeight: 0 }, TO_ACTIVE],
  ['traffic that is with the standby already', { retryOnStandby: true }, TO_STANDBY],
])('retry: none with %s', async (_, { standbyWeight = 100, ...changes }, routing) => {
  const { active, standby } = await servers();
  const dead = { address: '127.0.0.1', port: await freePort() };
  const engine = newEngine();
  const serving = routing === TO_STANDBY ? { active, standby: dead } : { active: dead, standby };
  const plan = await listenerPlan(ADDRESS, activeStandby(serving, changes));
  plan.targets.standby = { ...plan.targets.standby, weight: standbyWeight };
  await engine.apply(planChange([plan], { routing }));
  expect(await reached(plan)).toBe('ECONNRESET');
  expect([active.received(), standby.received()]).toEqual([0, 0]);
  expect(engine.counters()[0]).toMatchObject({ connectErrorsTotal: 1 });
});

test('retry: with both dead the client is reset, once both were asked', async () => {
  const dead = async () => ({ address: '127.0.0.1', port: await freePort() });
  const engine = newEngine();
  const plan = await listenerPlan(ADDRESS, activeStandby({ active: await dead(), standby: await dead() }, { retryOnStandby: true }));
  await engine.apply(planChange([plan]));
  expect(await reached(plan)).toBe('ECONNRESET');
  await waitFor(() => engine.counters()[0]?.connectionsCurrent === 0);
  expect(engine.counters()[0]).toMatchObject({ connectionsTotal: 1, connectErrorsTotal: 2 });
});

test('keep: connections outlive failover and failback', async () => {
  const engine = newEngine();
  const plan = await listenerPlan(ADDRESS, activeStandby(await servers()));
  await engine.apply(planChange([plan]));
  const onActive = await open(plan.port);
  engine.route(new Map([['lsn-1', TO_STANDBY]]));
  const onStandby = await open(plan.port);
  engine.route(new Map([['lsn-1', TO_ACTIVE]]));
  expect([onActive.name, onStandby.name]).toEqual(['active', 'standby']);
  expect(await Promise.all([onActive.echo('1'), onStandby.echo('2')])).toEqual(['1', '2']);
});

test('reset: connections to the member that lost the traffic end at once, in both directions, and no others', async () => {
  const engine = newEngine();
  const plan = await listenerPlan(ADDRESS, activeStandby(await servers(), { onFailover: { mode: 'reset', drainMs: 0 } }));
  await engine.apply(planChange([plan]));
  const onActive = await open(plan.port);
  engine.route(new Map([['lsn-1', TO_STANDBY]]));
  await waitFor(() => onActive.ended() === 'ECONNRESET');
  const onStandby = await open(plan.port);
  engine.route(new Map([['lsn-1', TO_STANDBY]]));
  expect(await onStandby.echo('still there')).toBe('still there');
  // Desired state may bring the move as well as a verdict.
  await engine.apply(planChange([plan], { routing: TO_ACTIVE }));
  await waitFor(() => onStandby.ended() === 'ECONNRESET');
  expect((await open(plan.port)).name).toBe('active');
});

test('reset: a connection that still waits for the active is retried, where that is wanted', async () => {
  const { standby } = await servers();
  const active = await startSilentServer('127.0.0.1');
  cleanups.push(() => active.stop());
  const engine = newEngine();
  const targets = activeStandby({ active, standby }, { retryOnStandby: true, onFailover: { mode: 'reset', drainMs: 0 } });
  const plan = await listenerPlan(ADDRESS, targets, { connectTimeoutMs: 30_000 });
  await engine.apply(planChange([plan]));
  const client = reached(plan);
  await waitFor(() => engine.counters()[0]?.connectionsCurrent === 1);
  engine.route(new Map([['lsn-1', TO_STANDBY]]));
  expect(await client).toBe('standby');
});

test('drain: connections go on for the time, then end; those of the other member stay', async () => {
  const engine = newEngine();
  const onFailover: OnFailoverPlan = { mode: 'drain', drainMs: 400 };
  const plan = await listenerPlan(ADDRESS, activeStandby(await servers(), { onFailover }));
  await engine.apply(planChange([plan]));
  const onActive = await open(plan.port);
  const movedAt = performance.now();
  engine.route(new Map([['lsn-1', TO_STANDBY]]));
  const onStandby = await open(plan.port);
  expect(await onActive.echo('draining')).toBe('draining');
  await waitFor(() => onActive.ended() === 'ECONNRESET');
  expect(performance.now() - movedAt).toBeGreaterThan(395);
  expect(await onStandby.echo('here')).toBe('here');
});

test('drain: a member that gets the traffic back in time keeps its connections', async () => {
  const engine = newEngine();
  const plan = await listenerPlan(ADDRESS, activeStandby(await servers(), { onFailover: { mode: 'drain', drainMs: 500 } }));
  await engine.apply(planChange([plan]));
  const onActive = await open(plan.port);
  engine.route(new Map([['lsn-1', TO_STANDBY]]));
  const onStandby = await open(plan.port);
  engine.route(new Map([['lsn-1', TO_ACTIVE]]));
  // The standby lost the traffic after the active did, so the time of the active is over by now.
  await waitFor(() => onStandby.ended() === 'ECONNRESET');
  expect(await onActive.echo('kept')).toBe('kept');
});

test('an edit leaves connections alone even with reset: roles swapped, a member replaced, a port changed', async () => {
  const { active, standby } = await servers();
  const third = await startTcpServer({ name: 'third' });
  cleanups.push(() => third.stop());
  const engine = newEngine();
  const plan = await listenerPlan(ADDRESS, activeStandby({ active, standby }, { onFailover: { mode: 'reset', drainMs: 0 } }));
  await engine.apply(planChange([plan]));
  const first = await open(plan.port);
  const swapped = { ...plan.targets, active: plan.targets.standby, standby: plan.targets.active };
  await engine.apply(planChange([{ ...plan, targets: swapped }]));
  const second = await open(plan.port);
  const replaced = { ...swapped, active: targetPlan('third', third) };
  await engine.apply(planChange([{ ...plan, targets: replaced }]));
  const moved = await open(plan.port);
  expect([first.name, second.name, moved.name]).toEqual(['active', 'standby', 'third']);
  expect(await Promise.all([first.echo('1'), second.echo('2'), moved.echo('3')])).toEqual(['1', '2', '3']);
});

test('an edit that takes a member out cuts its connections after the draining time, and no others', async () => {
  const { active, standby } = await servers();
  const third = await startTcpServer({ name: 'third' });
  cleanups.push(() => third.stop());
  const engine = newEngine();
  const plan = await listenerPlan(ADDRESS, activeStandby({ active, standby }), { drainingMs: 300 });
  await engine.apply(planChange([plan]));
  const onActive = await open(plan.port);
  const replaced = { ...plan, targets: { ...plan.targets, active: targetPlan('third', third) } };
  await engine.apply(planChange([replaced]));
  const onThird = await open(plan.port);
  // Failover is the other option's, whatever the draining time.
  engine.route(new Map([['lsn-1', TO_STANDBY]]));
  expect(await onActive.echo('draining')).toBe('draining');
  await waitFor(() => onActive.ended() === 'ECONNRESET');
  expect(await onThird.echo('here')).toBe('here');
});

test('an edit that makes the serving standby the active moves nothing', async () => {
  const engine = newEngine();
  const plan = await listenerPlan(ADDRESS, activeStandby(await servers(), { onFailover: { mode: 'reset', drainMs: 0 } }));
  await engine.apply(planChange([plan], { routing: TO_STANDBY }));
  const client = await open(plan.port);
  const swapped = { ...plan.targets, active: plan.targets.standby, standby: plan.targets.active };
  await engine.apply(planChange([{ ...plan, targets: swapped }], { routing: TO_ACTIVE }));
  expect(await reached(plan)).toBe('standby');
  expect(await client.echo('here')).toBe('here');
});

async function udp(onFailover: OnFailoverPlan) {
  const [active, standby] = await Promise.all([startUdpServer({ name: 'active' }), startUdpServer({ name: 'standby' })]);
  const engine = newEngine();
  const plan = await listenerPlan(ADDRESS, activeStandby({ active, standby }, { onFailover }), { protocol: 'udp' });
  await engine.apply(planChange([plan]));
  const client = await openUdpClient(plan.port, ADDRESS);
  cleanups.push(
    () => active.stop(),
    () => standby.stop(),
    () => client.close(),
  );
  return { engine, client };
}

test.each<OnFailoverPlan>([
  { mode: 'reset', drainMs: 0 },
  { mode: 'drain', drainMs: 200 },
])('UDP, $mode: flows leave the standby after failback with their next datagram', async (onFailover) => {
  const { engine, client } = await udp(onFailover);
  expect(await client.ask('1')).toBe('active:1');
  engine.route(new Map([['lsn-1', TO_STANDBY]]));
  expect(await client.ask('2')).toBe('standby:2');
  engine.route(new Map([['lsn-1', TO_ACTIVE]]));
  if (onFailover.mode === 'drain') {
    expect(await client.ask('3')).toBe('standby:3');
    await waitFor(() => engine.counters()[0]?.connectionsCurrent === 0);
  }
  expect(engine.counters()[0]?.connectionsCurrent).toBe(0);
  expect(await client.ask('4')).toBe('active:4');
});
