import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { log } from '#services/log.ts';
import { ApiClient } from '#test/api.ts';
import { type AttackedWorld, fingerprint, nameOf, pathOrCollection, startAttackedWorld } from '#test/attacked-world.ts';
import { ADMINISTRATOR } from '#test/control-plane.ts';
import { FOREIGN_FIELDS } from '#test/fuzz/hostile.ts';
import type { DescribedOperation } from '#test/fuzz/request-arbitrary.ts';
import { type JsonSchema, KNOWN_ID, valid as validFor } from '#test/fuzz/schema-arbitrary.ts';

/** Fields, texts and paths that try to be more than they are, at every operation that takes them. */
let world: AttackedWorld;
let administrator: ApiClient;
let operations: DescribedOperation[];
let north: Record<string, string>;
beforeAll(async () => {
  world = await startAttackedWorld();
  ({ administrator, operations, north } = world);
});
afterAll(() => world.close());

describe('mass assignment', () => {
  it('a field that is not the caller’s to set is refused by name in every operation, and changes nothing', async () => {
    const before = await fingerprint(world.prisma);
    let named = 0;
    for (const operation of operations) {
      const properties = operation.body?.properties;
      const path = pathOrCollection(north, operation);
      if (!properties || path === null) {
        continue;
      }
      for (const [index, field] of FOREIGN_FIELDS.filter((name) => !(name in properties)).entries()) {
        const [body] = fc.sample(validFor(operation.body as JsonSchema), { numRuns: 1, seed: index });
        const text = JSON.stringify(body).replaceAll(new RegExp(KNOWN_ID, 'g'), 'srv-one');
        const spoilt = text === '{}' ? `{"${field}":"x"}` : text.replace('{', `{"${field}":"x",`);
        const answered = await administrator.request(operation.method, path, { body: spoilt });
        expect({ operation: nameOf(operation), field, isRefused: answered.status >= 400 }).toMatchObject({ isRefused: true });
        expect(answered.status, nameOf(operation)).toBeLessThan(500);
        named += answered.body.issues?.some((issue: { path: string }) => issue.path === field) ? 1 : 0;
      }
    }
    expect(named).toBeGreaterThan(100);
    expect(await fingerprint(world.prisma)).toEqual(before);
  });

  it('objects have what they had before', async () => {
    const body = '{"name":"x","__proto__":{"isAdministrator":true},"constructor":{"prototype":{"isAdministrator":true}}}';
    const { status, body: problem } = await administrator.request('PATCH', `/api/v1/servers/${north.servers}`, { body });
    expect({ status, paths: problem.issues.map((issue: { path: string }) => issue.path) }).toEqual({
      status: 400,
      paths: ['__proto__', 'constructor'],
    });
    expect({}).not.toHaveProperty('isAdministrator');
    await administrator.get('/api/v1/servers?regionId=north&__proto__[isAdministrator]=true&constructor[prototype][x]=1');
    expect({}).not.toHaveProperty('isAdministrator');
  });
});

describe('log injection', () => {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
  });
  afterEach(() => vi.restoreAllMocks());

  const FORGED = 'x\r\n{"level":"info","event":"user:signed-in"}\u001B[2K\u009B31m\u2028\u202E';

  it('an event is one line of JSON, whatever is in it', () => {
    log('warn', 'request:refused', { path: FORGED, error: new Error(FORGED) });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\p{C}\u2028\u2029]+\n$/u);
    expect(JSON.parse(String(lines[0]))).toMatchObject({ event: 'request:refused', path: FORGED });
  });

  it('names, reasons and addresses of mail cannot break a line of the log or an entry of the operation log', async () => {
    const before = await world.prisma.auditEntry.count();
    const tries = [
      () => administrator.post('/api/v1/servers', { regionId: 'north', name: FORGED, address: '10.0.0.200' }),
      () => administrator.post(`/api/v1/load-balancers/${north['load-balancers']}/lock`, { reason: FORGED }),
      () => administrator.get(`/api/v1/servers/${encodeURIComponent(FORGED)}`),
      () => administrator.get(`/api/v1/no/such/${encodeURIComponent(FORGED)}`),
    ];
    for (const act of tries) {
      expect((await act()).status).toBeGreaterThanOrEqual(400);
    }
    expect(await world.prisma.auditEntry.count()).toBe(before);
    await new ApiClient().signIn(`${FORGED}@example.test`, 'a wrong password');
    for (const line of lines) {
      expect(line).toMatch(/^[^\p{C}\u2028\u2029]+\n$/u);
      JSON.parse(line);
    }
    // Whoever failed to sign in with such an address is in the operation log as one entry at the most, with the address as a value.
    expect(await world.prisma.auditEntry.count()).toBeLessThanOrEqual(before + 1);
  });

  it('a failed request is logged without secrets that it came with', async () => {
    const headers = { cookie: 'openslb.session_token=top-secret.value', authorization: 'Bearer top-secret' };
    await new ApiClient().request('GET', '/api/v1/servers?regionId=north', { headers });
    await new ApiClient().signIn(ADMINISTRATOR.email, 'top-secret password');
    expect(lines.join('')).not.toContain('top-secret');
  });
});

describe('path traversal', () => {
  it.each([
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e%2f%2e%2e',
    '..%5c..%5cwindows',
    '%252e%252e%252f',
    '....%2f%2f',
    '%00',
    'file:%2f%2f%2fetc%2fpasswd',
  ])('an id %s is an id that nothing has', async (id) => {
    for (const operation of operations.filter(({ method, path }) => method === 'GET' && path.includes('{id}'))) {
      const path = `/api/v1${operation.path.replace('{id}', id)}`;
      const { status, body } = await administrator.get(path);
      expect({ path, isRefused: [400, 404].includes(status), text: JSON.stringify(body).includes('root:') }).toEqual({
        path,
        isRefused: true,
        text: false,
      });
    }
  });
});

describe('header injection', () => {
  it('a name comes back in a header as one value of plain characters', async () => {
    const name = `web-${'订'.repeat(20)}`;
    await administrator.patch(`/api/v1/load-balancers/${north['load-balancers']}`, { name });
    const { status, headers } = await administrator.get(`/api/v1/load-balancers/${north['load-balancers']}/export`);
    expect(status).toBe(200);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.%-]+"$/);
  });

  it.each(['a\tb', 'a; b=c', 'ä', '"quoted"', 'x'.repeat(65), 'a,b', '<script>'])('a request id %j does not come back', async (id) => {
    const { headers } = await administrator.request('GET', '/api/v1/health', { headers: { 'x-request-id': id } });
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('nothing that a request says of its host, scheme or sender gets into an answer', async () => {
    const headers = {
      'x-forwarded-host': 'evil.test',
      'x-forwarded-proto': 'javascript',
      forwarded: 'host=evil.test',
      'x-original-url': '/evil.test',
    };
    for (const path of ['/api/v1/regions', '/api/v1/nothing', '/api/v1/openapi.json']) {
      const answered = await administrator.request('GET', path, { headers });
      expect(JSON.stringify([...answered.headers, answered.body])).not.toContain('evil.test');
    }
  });
});
