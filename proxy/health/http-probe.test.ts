import { createServer, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { HEALTH_CHECK_DEFAULTS, type HealthCheckSettings } from '#domain/health-check.ts';
import { freePort, startTcpServer } from '#test/servers.ts';
import { checkOf } from './check.ts';
import { probe } from './probe.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) {
    await cleanup();
  }
});

const never = new AbortController().signal;

function check(place: { address?: string; port: number }, changes: Partial<HealthCheckSettings> = {}) {
  const settings = { ...HEALTH_CHECK_DEFAULTS.http, timeoutSeconds: 30, intervalSeconds: 1, ...changes };
  return checkOf(settings, { address: place.address ?? '127.0.0.1', port: place.port });
}

/** A real HTTP server; `requests` is what reached it. */
async function webServer(answer: RequestListener, address = '127.0.0.1') {
  const requests: { line: string; host: string | undefined; agent: string | undefined }[] = [];
  const server = createServer((request, response) => {
    const { method, url, httpVersion, headers } = request;
    requests.push({ line: `${method} ${url} HTTP/${httpVersion}`, host: headers.host, agent: headers['user-agent'] });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') {
    throw new Error('The server has no port.');
  }
  return { address, port: bound.port, requests, connections: () => connectionsOf(server) };
}

function connectionsOf(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));
}

/** A server that says these bytes to whatever it is asked, and then waits, closes or resets. */
async function rawServer(bytes: string | Buffer, then: 'wait' | 'close' | 'reset' = 'wait') {
  const server = await startTcpServer({
    onConnection: (socket: Socket) => {
      socket.once('data', () => {
        socket.write(bytes, () => {
          if (then !== 'wait') {
            socket[then === 'close' ? 'end' : 'resetAndDestroy']();
          }
        });
        socket.resume();
      });
      socket.once('end', () => socket.end());
    },
  });
  cleanups.push(() => server.stop());
  return server;
}

test('one HTTP/1.0 request of the default page, with the address as Host, on a connection of its own', async () => {
  const server = await webServer((_, response) => response.end('fine'));
  expect(await probe(check(server), never)).toEqual({ result: 'success', reason: 'HTTP 200' });
  expect(server.requests).toEqual([{ line: 'GET / HTTP/1.0', host: '127.0.0.1', agent: 'KeepAliveClient' }]);
  await expect.poll(server.connections).toBe(0);
});

test('method, path and domain are as chosen', async () => {
  const server = await webServer((_, response) => response.end('fine'));
  await probe(check(server, { method: 'HEAD', path: '/up?full&1', domain: 'www.example.org' }), never);
  expect(server.requests).toMatchObject([{ line: 'HEAD /up?full&1 HTTP/1.0', host: 'www.example.org' }]);
});

test('an IPv6 address stands in brackets in Host', async () => {
  const server = await webServer((_, response) => response.end('fine'), '::1');
  expect((await probe(check(server), never)).result).toBe('success');
  expect(server.requests).toMatchObject([{ host: '[::1]' }]);
});

test.each([
  { status: 200, statusClasses: ['http_2xx'], result: 'success' },
  { status: 204, statusClasses: ['http_2xx'], result: 'success' },
  { status: 302, statusClasses: ['http_2xx', 'http_3xx'], result: 'success' },
  { status: 302, statusClasses: ['http_2xx'], result: 'failure' },
  { status: 404, statusClasses: ['http_2xx', 'http_3xx'], result: 'failure' },
  { status: 404, statusClasses: ['http_4xx'], result: 'success' },
  { status: 503, statusClasses: ['http_2xx', 'http_3xx', 'http_4xx'], result: 'failure' },
  { status: 503, statusClasses: ['http_5xx'], result: 'success' },
] as const)('$status with $statusClasses is a $result', async ({ status, statusClasses, result }) => {
  const server = await webServer((_, response) => response.writeHead(status).end());
  expect(await probe(check(server, { statusClasses: [...statusClasses] }), never)).toEqual({ result, reason: `HTTP ${status}` });
});

test('a redirect is an answer, and is not followed', async () => {
  const elsewhere = await webServer((_, response) => response.writeHead(500).end());
  const server = await webServer((_, response) => response.writeHead(301, { location: `http://127.0.0.1:${elsewhere.port}/` }).end());
  expect(await probe(check(server), never)).toEqual({ result: 'success', reason: 'HTTP 301' });
  expect(elsewhere.requests).toEqual([]);
});

test('a body without end is cut soon after its beginning, and does not change the verdict', async () => {
  let sent = 0;
  const server = await webServer((_, response) => {
    const chunk = Buffer.alloc(64 * 1024);
    const more = () => {
      sent += chunk.length;
      response.write(chunk, (error) => (error ? undefined : more()));
    };
    more();
  });
  expect(await probe(check(server), never)).toEqual({ result: 'success', reason: 'HTTP 200' });
  await expect.poll(server.connections).toBe(0);
  // What both socket buffers took at most, not what the server would have liked to send.
  expect(sent).toBeLessThan(64 * 1024 * 1024);
});

test('a body that hangs holds the verdict up by a second at most', async () => {
  const server = await rawServer('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning');
  const startedAt = performance.now();
  expect(await probe(check(server), never)).toEqual({ result: 'success', reason: 'HTTP 200' });
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test('the header may come in pieces', async () => {
  const server = await startTcpServer({
    onConnection: (socket: Socket) => {
      socket.once('data', async () => {
        for (const byte of 'HTTP/1.0 503 Busy\r\nServer: slow\r\n\r\n') {
          await new Promise((resolve) => socket.write(byte, resolve));
        }
        socket.end();
      });
    },
  });
  cleanups.push(() => server.stop());
  expect(await probe(check(server), never)).toEqual({ result: 'failure', reason: 'HTTP 503' });
});

test.each<[string, Parameters<typeof rawServer>, string]>([
  ['a greeting of another protocol', ['220 mail.example.org ESMTP\r\n'], 'not an HTTP answer'],
  ['bytes without sense', [Buffer.from([0, 1, 2, 255, 13, 10, 13, 10])], 'not an HTTP answer'],
  ['a status that is none', ['HTTP/1.1 abc\r\n\r\n'], 'not an HTTP answer'],
  ['a status out of range', ['HTTP/1.1 999 Odd\r\n\r\n'], 'not an HTTP answer'],
  ['a header without end', [`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`], 'an HTTP header of more than 16 KB'],
  ['half an answer', ['HTTP/1.1 200 OK\r\nServer: x\r\n', 'close'], 'the answer broke off'],
  ['an answer cut by a reset', ['HTTP/1.1 20', 'reset'], 'the answer broke off'],
  ['a reset without a word', ['', 'reset'], 'connection reset'],
  ['a close without a word', ['', 'close'], 'closed without an answer'],
  ['only an interim answer', ['HTTP/1.1 100 Continue\r\n\r\n', 'close'], 'HTTP 100'],
])('%s is a failure', async (_, answer, reason) => {
  expect(await probe(check(await rawServer(...answer)), never)).toEqual({ result: 'failure', reason });
});

test('a server that accepts and never answers is a failure when the time is over', async () => {
  const [silent, halting] = [await rawServer(''), await rawServer('HTTP/1.1 200 OK\r\n')];
  const startedAt = performance.now();
  const outcomes = await Promise.all([silent, halting].map((server) => probe(check(server, { timeoutSeconds: 1 }), never)));
  expect(outcomes).toEqual(Array(2).fill({ result: 'failure', reason: 'no answer in 1 s' }));
  expect(performance.now() - startedAt).toBeGreaterThan(950);
  await expect.poll(() => silent.sockets.size + halting.sockets.size).toBe(0);
});

test('a refused connection is a failure at once', async () => {
  expect(await probe(check({ port: await freePort() }), never)).toEqual({ result: 'failure', reason: 'connection refused' });
});

test('a probe that is given up says nothing about the server, even when the answer has begun', async () => {
  const server = await rawServer('HTTP/1.1 503 Busy\r\nContent-Length: 5\r\n\r\n');
  const abort = new AbortController();
  const outcome = probe(check(server), abort.signal);
  await expect.poll(() => server.sockets.size).toBe(1);
  abort.abort();
  expect((await outcome).result).toBe('inconclusive');
});

test('another path, method, domain or choice of status codes is another question; a TCP check has none of them', () => {
  const place = { address: '127.0.0.1', port: 80 };
  const changes: Partial<HealthCheckSettings>[] = [
    {},
    { path: '/up' },
    { method: 'HEAD' },
    { domain: 'example.org' },
    { statusClasses: ['http_2xx'] },
    { port: 81 },
  ];
  const checks = changes.map((change) => checkOf({ ...HEALTH_CHECK_DEFAULTS.http, ...change }, place));
  expect(new Set(checks.map(({ questionKey }) => questionKey)).size).toBe(changes.length);
  expect(new Set(checks.map(({ key }) => key)).size).toBe(changes.length);
  expect(checkOf({ ...HEALTH_CHECK_DEFAULTS.http, intervalSeconds: 9 }, place).questionKey).toBe(checks[0]?.questionKey);
  expect(checkOf(HEALTH_CHECK_DEFAULTS.tcp, place).questionKey).toBe(JSON.stringify(['tcp', '127.0.0.1', 80, null, null]));
});
