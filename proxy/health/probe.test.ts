import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { HEALTH_CHECK_DEFAULTS, type HealthCheckSettings } from '#domain/health-check.ts';
import { freePort, startTcpServer, startUdpServer } from '#test/servers.ts';
import { checkOf } from './check.ts';
import { probe } from './probe.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) {
    await cleanup();
  }
});

const never = new AbortController().signal;

function check(type: 'tcp' | 'udp', place: { address?: string; port: number }, changes: Partial<HealthCheckSettings> = {}) {
  const settings = { ...HEALTH_CHECK_DEFAULTS[type], timeoutSeconds: 1, intervalSeconds: 1, ...changes };
  return checkOf(settings, { address: place.address ?? '127.0.0.1', port: place.port });
}

test('the check asks the Health Check Port if there is one, and waits at least the interval', () => {
  const asked = checkOf(
    { ...HEALTH_CHECK_DEFAULTS.tcp, port: 81, timeoutSeconds: 1, intervalSeconds: 4 },
    { address: '127.0.0.1', port: 80 },
  );
  expect(asked).toMatchObject({ port: 81, timeoutMs: 4000, intervalMs: 4000 });
});

test('TCP: an accepted connection is a success, and is closed with a reset', async () => {
  let ending: Promise<string> | undefined;
  const server = await startTcpServer({
    onConnection: (socket: Socket) => {
      ending = once(socket, 'error').then(([error]) => error.code);
      socket.resume();
    },
  });
  cleanups.push(() => server.stop());
  expect(await probe(check('tcp', server), never)).toEqual({ result: 'success', reason: 'connection accepted' });
  expect(await ending).toBe('ECONNRESET');
});

test('TCP: a refused connection is a failure at once', async () => {
  const startedAt = performance.now();
  expect(await probe(check('tcp', { port: await freePort() }, { timeoutSeconds: 30 }), never)).toEqual({
    result: 'failure',
    reason: 'connection refused',
  });
  expect(performance.now() - startedAt).toBeLessThan(5000);
});

test('a probe that is given up says nothing about the server', async () => {
  const server = await startUdpServer({ reply: () => null });
  cleanups.push(() => server.stop());
  const abort = new AbortController();
  const outcome = probe(check('udp', server), abort.signal);
  abort.abort();
  expect((await outcome).result).toBe('inconclusive');
});

test('UDP without strings: silence and any reply are success, "port unreachable" is failure', async () => {
  const silent = await startUdpServer({ reply: () => null });
  const talking = await startUdpServer({});
  cleanups.push(
    () => silent.stop(),
    () => talking.stop(),
  );
  const startedAt = performance.now();
  expect((await probe(check('udp', silent), never)).result).toBe('success');
  expect(performance.now() - startedAt).toBeGreaterThan(950);
  expect(await probe(check('udp', talking), never)).toEqual({ result: 'success', reason: 'a reply came' });
  expect(await probe(check('udp', { port: await freePort() }, { timeoutSeconds: 30 }), never)).toEqual({
    result: 'failure',
    reason: 'port unreachable',
  });
});

test('UDP with strings: only the expected reply is success', async () => {
  const server = await startUdpServer({
    reply: (datagram) => ({ ping: 'pong', line: 'pong\r\n', wrong: 'pang' })[String(datagram)] ?? null,
  });
  cleanups.push(() => server.stop());
  const ask = (request: string) => probe(check('udp', server, { request, expected: 'pong' }), never);
  expect(await Promise.all([ask('ping'), ask('line'), ask('wrong'), ask('silence')])).toEqual([
    { result: 'success', reason: 'the expected reply came' },
    { result: 'success', reason: 'the expected reply came' },
    { result: 'failure', reason: 'another reply than the expected one' },
    { result: 'failure', reason: 'no answer in 1 s' },
  ]);
});
