import { connect } from 'node:net';
import type { Product } from '#test/product.ts';
import { expect, test } from './fixtures.ts';

/** Requests that no browser and no library would send, on the bare socket of the built product. */
interface RawAnswer {
  status: number;
  /** Lower case names; what stands several times is joined by a line break. */
  headers: Record<string, string>;
  text: string;
}

/** Sends bytes as they are, `drip` after them one a second, and waits for the end of the answer. */
function send(product: Product, bytes: string, drip = ''): Promise<RawAnswer> {
  const { hostname, port } = new URL(product.consoleUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    let dripped = 0;
    const dripping = drip === '' ? undefined : setInterval(() => socket.write(drip.charAt(dripped++ % drip.length)), 1000);
    const end = () => {
      clearInterval(dripping);
      socket.destroy();
      resolve(parse(Buffer.concat(chunks).toString('latin1')));
    };
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      // The rest of the body may never be asked for: the head is what counts.
      if (drip !== '' && Buffer.concat(chunks).includes('\r\n\r\n')) {
        end();
      }
    });
    socket.once('close', end);
    socket.once('error', (error: NodeJS.ErrnoException) => (chunks.length > 0 || error.code === 'ECONNRESET' ? end() : reject(error)));
    socket.write(Buffer.from(bytes, 'latin1'));
  });
}

function parse(answer: string): RawAnswer {
  const [head = '', ...rest] = answer.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).toLowerCase();
    headers[name] = [headers[name], line.slice(at + 1).trim()].filter((value) => value !== undefined).join('\n');
  }
  return { status: Number(statusLine.split(' ')[1]), headers, text: rest.join('\r\n\r\n') };
}

function get(product: Product, target: string, headers: string[] = []): Promise<RawAnswer> {
  const { host } = new URL(product.consoleUrl);
  const named = headers.some((line) => /^host:/i.test(line)) ? headers : [`host: ${host}`, ...headers];
  return send(product, [`GET ${target} HTTP/1.1`, ...named, 'connection: close', '', ''].join('\r\n'));
}

/** Nothing of the machine, and nobody sent elsewhere. */
function expectHarmless(answer: RawAnswer, what: string): void {
  expect(answer.status, what).toBeLessThan(500);
  expect(answer.text, what).not.toMatch(/root:x:|"name": "openslb"|DATABASE_URL|at \S+ \(.*:\d+:\d+\)/);
  expect(answer.headers.location ?? '/', what).toMatch(/^(\/(?![/\\])|http:\/\/127\.0\.0\.1:\d+(\/|$))/);
  expect(Object.keys(answer.headers), what).not.toContain('x-injected');
  expect(answer.headers['set-cookie'] ?? '', what).not.toContain('injected');
}

const FILES = ['etc/passwd', 'package.json', '.data/secrets.json', '.next/BUILD_ID', 'prisma/schema.prisma', 'proc/self/environ'];
const UPWARDS = ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..%5c', '..\\', '%252e%252e%252f', '..%c0%af', '....//', '..;/', '.%00./'];
const PLACES = ['/', '/_next/static/', '/_next/static/chunks/', '/_next/data/', '/api/v1/servers/', '/icon.svg/', '/setup/'];

test('no path leads out of what the console serves', async ({ product }) => {
  test.slow();
  for (const place of PLACES) {
    for (const upwards of UPWARDS) {
      for (const file of FILES.slice(0, place === '/' || place === '/_next/static/' ? FILES.length : 2)) {
        const target = `${place}${upwards.repeat(6)}${file}`;
        expectHarmless(await get(product, target), target);
      }
    }
  }
});

test('no path sends anybody to another site, and none writes a header', async ({ product }) => {
  const targets = [
    '//evil.test/',
    '//evil.test/%2e%2e',
    '///evil.test',
    '/\\evil.test/',
    '/%5cevil.test/',
    '/%2f%2fevil.test/',
    '/sign-in?next=//evil.test',
    '/sign-in?next=https://evil.test',
    '/evil.test%0d%0ax-injected:%201',
    '/x%0d%0aset-cookie:%20injected=1/instances',
    '/x%E5%98%8A%E5%98%8Dset-cookie:injected=1/instances',
    '/sign-in?next=%0d%0ax-injected:1',
    '/setup?token=%0d%0ax-injected:1',
    'evil.test',
    '*',
    '/%',
    '/%zz/instances',
    `/${'a/'.repeat(1000)}`,
    `/${'%2f'.repeat(1000)}`,
  ];
  for (const target of targets) {
    expectHarmless(await get(product, target), target);
  }
});

test('what a request says of its host, its way and its rewriting is not believed', async ({ product, region }) => {
  const lies = [
    ['host: evil.test'],
    ['x-forwarded-host: evil.test', 'x-forwarded-proto: https'],
    ['x-middleware-subrequest: proxy:proxy:proxy:proxy:proxy'],
    ['x-middleware-subrequest: middleware:middleware:middleware:middleware:middleware'],
    ['x-middleware-rewrite: /api/v1/regions', 'x-middleware-next: 1', 'x-nextjs-data: 1'],
    ['x-invoke-path: /api/v1/regions', 'x-matched-path: /api/v1/regions'],
    ["content-security-policy: script-src 'nonce-known'", 'x-nonce: known'],
    ['rsc: 1', 'next-router-state-tree: %5B%5D'],
    ['next-action: 0000000000000000000000000000000000000000'],
  ];
  for (const headers of lies) {
    for (const path of ['/', `/${region.id}/instances`]) {
      const answer = await get(product, path, headers);
      expectHarmless(answer, `${path} ${headers.join(', ')}`);
      expect(answer.headers['content-security-policy'] ?? '', headers.join()).not.toContain('known');
      expect(answer.text, headers.join()).not.toContain('evil.test');
      expect(answer.text, headers.join()).not.toContain(region.name);
    }
    const api = await get(product, '/api/v1/regions', headers);
    // Next itself sends a navigation on that lacks its mark.
    expect([401, 307], headers.join()).toContain(api.status);
    expectHarmless(api, headers.join());
  }
});

test('what is no HTTP, or more than one thing at once, is refused', async ({ product }) => {
  const { host } = new URL(product.consoleUrl);
  const post = '/api/auth/sign-in/email';
  const refused: [string, string, number[]][] = [
    ['headers of 20 KiB', `GET / HTTP/1.1\r\nhost: ${host}\r\nx-long: ${'x'.repeat(20_000)}\r\n\r\n`, [431]],
    ['a path of 20 KiB', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: ${host}\r\n\r\n`, [431, 414]],
    ['two lengths', `POST ${post} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab`, [400]],
    [
      'a length and chunks',
      `POST ${post} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n`,
      [400],
    ],
    ['a folded header', `GET / HTTP/1.1\r\nhost: ${host}\r\nx-request-id: a\r\n b\r\n\r\n`, [400]],
    ['a NUL in a header', `GET / HTTP/1.1\r\nhost: ${host}\r\nx-request-id: a\0b\r\n\r\n`, [400]],
    ['a bare line feed in a header', `GET / HTTP/1.1\r\nhost: ${host}\r\nx-request-id: a\nx-injected: 1\r\n\r\n`, [400]],
    ['two hosts', `GET / HTTP/1.1\r\nhost: ${host}\r\nhost: evil.test\r\n\r\n`, [400, 307]],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', [400]],
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [400]],
  ];
  for (const [what, bytes, statuses] of refused) {
    const closing = bytes.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n');
    const answer = await send(product, closing);
    expect(statuses, `${what}: ${answer.status}`).toContain(answer.status);
    expectHarmless(answer, what);
  }
});

test('methods that nothing here has are refused, at pages and at the API', async ({ product }) => {
  const { host } = new URL(product.consoleUrl);
  for (const method of ['TRACE', 'PROPFIND', 'SEARCH', 'PATCH', 'DELETE']) {
    for (const path of ['/sign-in', '/api/v1/regions', '/api/v1/health', '/api/auth/sign-in/email']) {
      const answer = await send(product, `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nx-secret: mirrored\r\nconnection: close\r\n\r\n`);
      expectHarmless(answer, `${method} ${path}`);
      expect(answer.text, `${method} ${path}`).not.toContain('mirrored');
    }
  }
});

test('a query of more than 4096 characters is refused by the API', async ({ product, rest }) => {
  const { cookies } = await rest.current();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const answer = await get(product, `/api/v1/servers?regionId=${'x'.repeat(5000)}`, [`cookie: ${cookie}`]);
  expect(answer.status).toBe(413);
});

test('a body that comes a byte a second is not waited for', async ({ product }) => {
  test.setTimeout(180_000);
  const { host, origin } = new URL(product.consoleUrl);
  const head = [
    'POST /api/auth/sign-in/email HTTP/1.1',
    `host: ${host}`,
    `origin: ${origin}`,
    'content-type: application/json',
    'content-length: 5000',
  ];
  const answer = await send(product, `${head.join('\r\n')}\r\n\r\n{`, ' ');
  expect(answer.status).toBe(408);
});
