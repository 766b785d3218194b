import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_ROUTES, type ApiClient } from '#test/api.ts';
import { type AttackedWorld, anyPath, fingerprint, startAttackedWorld } from '#test/attacked-world.ts';
import type { DescribedOperation } from '#test/fuzz/request-arbitrary.ts';

/** Writes that another site makes the browser of a signed-in user send, at every route and operation. */
let world: AttackedWorld;
let administrator: ApiClient;
let operations: DescribedOperation[];
let north: Record<string, string>;
beforeAll(async () => {
  world = await startAttackedWorld();
  ({ administrator, operations, north } = world);
});
afterAll(() => world.close());

describe('CSRF', () => {
  const FOREIGN: [string, Record<string, string>][] = [
    ['another site', { origin: 'https://evil.test' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a form without an origin', { origin: '' }],
    ['a sister host', { origin: 'http://www.console.test:3000', 'sec-fetch-site': 'same-site' }],
    ['another port of this host', { origin: 'http://console.test:3001', 'sec-fetch-site': 'same-site' }],
    ['a host that begins like ours', { origin: 'http://console.test:3000.evil.test' }],
    [
      'another site that names us in other headers',
      { origin: 'https://evil.test', referer: 'http://console.test:3000/', 'x-forwarded-host': 'evil.test' },
    ],
  ];

  it.each(FOREIGN)('no write of any route is taken from %s', async (_, headers) => {
    const before = await fingerprint(world.prisma);
    for (const { pattern } of API_ROUTES) {
      const path = pattern.replaceAll(/\[(?:\.\.\.)?\w+\]/g, 'anything');
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const answered = await administrator.request(method, path, { body: '{}', headers }).catch((error: Error) => error.message);
        // Routes of their own may have no such method at all, which Next answers with 405.
        const isRefused = typeof answered === 'string' ? / has no /.test(answered) : [403, 404, 405].includes(answered.status);
        expect(isRefused, `${method} ${path}: ${JSON.stringify(answered)}`).toBe(true);
      }
    }
    for (const operation of operations.filter(({ method }) => method !== 'GET')) {
      const path = anyPath(north, operation);
      const answered = await administrator.request(operation.method, path, { body: '{}', headers });
      expect({ path, status: answered.status, code: answered.body.code }).toEqual({ path, status: 403, code: 'Forbidden' });
    }
    expect(await fingerprint(world.prisma)).toEqual(before);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b', 'text/plain; x=application/json'])(
    'JSON that a form sends as %s is not read, even with an origin of ours',
    async (type) => {
      for (const operation of operations.filter(({ body }) => body)) {
        const path = anyPath(north, operation);
        const { status } = await administrator.request(operation.method, path, { body: '{"a":1}', headers: { 'content-type': type } });
        expect({ path, status: status === 404 ? 415 : status }).toEqual({ path, status: 415 });
      }
    },
  );

  it('a GET is a GET, whatever a header or parameter calls it', async () => {
    const path = `/api/v1/servers/${north.servers}`;
    const before = await fingerprint(world.prisma);
    await administrator.request('GET', `${path}?_method=DELETE`, {
      headers: { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' },
    });
    expect(await fingerprint(world.prisma)).toEqual(before);
  });
});
