import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_ROUTES, ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';

/** Sign-in, one-time links, setup and health are the only things that work without a session. */
const PUBLIC = new Set([
  '/api/auth/[...all]',
  '/api/auth/oidc/callback',
  '/api/auth/oidc/sign-in',
  '/api/link',
  '/api/setup',
  '/api/v1/health',
]);
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

let plane: ControlPlane;
let admin: ApiClient;

beforeAll(async () => {
  plane = await startControlPlane();
  admin = await plane.signIn();
});
afterAll(() => plane.close());

describe('without a session', () => {
  it.each(API_ROUTES.filter(({ pattern }) => !PUBLIC.has(pattern)))('every method of $pattern answers 401', async ({ pattern, load }) => {
    const methods = Object.keys(await load()).filter((name) => METHODS.includes(name));
    expect(methods).toEqual(expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']));
    const path = pattern.replace('[id]', 'some-id').replace('[...path]', 'no/such/path');
    for (const method of methods) {
      const { status, body } = await new ApiClient().request(method, path);
      expect({ method, status, code: body.code }).toEqual({ method, status: 401, code: 'Unauthenticated' });
    }
  });

  it('the public routes are exactly these', () => {
    expect(API_ROUTES.map(({ pattern }) => pattern)).toEqual(expect.arrayContaining([...PUBLIC]));
  });

  it('a made-up, a foreign or an ended session is no session', async () => {
    const headers = { cookie: 'openslb.session_token=made.up' };
    expect((await new ApiClient().request('GET', '/api/v1/regions', { headers })).status).toBe(401);
    const [, signature] = admin.cookie.split('.session_token=')[1]?.split('.') ?? [];
    const forged = { cookie: `openslb.session_token=another-token.${signature}` };
    expect((await new ApiClient().request('GET', '/api/v1/regions', { headers: forged })).status).toBe(401);
  });
});

describe('what all requests have in common', () => {
  it('health needs no session and says no more than that all is well', async () => {
    const { status, body, headers } = await new ApiClient().get('/api/v1/health');
    expect({ status, body }).toEqual({ status: 200, body: { status: 'ok' } });
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('an unknown path answers 404 as a problem document', async () => {
    const { status, body, headers } = await admin.get('/api/v1/no-such-thing');
    expect(status).toBe(404);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ type: 'about:blank', title: 'Not Found', status: 404, code: 'NotFound' });
  });

  it('an unknown method answers 405 and names those that work', async () => {
    const { status, body, headers } = await admin.request('PUT', '/api/v1/servers/srv-one');
    expect({ status, code: body.code }).toEqual({ status: 405, code: 'MethodNotAllowed' });
    expect(headers.get('allow')).toBe('GET, PATCH, DELETE');
  });

  it('the request id of the caller comes back, in the header and in a problem', async () => {
    const { headers, body } = await admin.request('GET', '/api/v1/nothing', { headers: { 'x-request-id': 'from-a-script-7' } });
    expect(headers.get('x-request-id')).toBe('from-a-script-7');
    expect(body.requestId).toBe('from-a-script-7');
    const odd = await admin.request('GET', '/api/v1/nothing', { headers: { 'x-request-id': 'a b"c' } });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['another origin', { origin: 'https://evil.test' }],
    ['another port', { origin: 'http://console.test:3001' }],
    ['no origin at all', { origin: '' }],
    ['the null origin of a sandbox', { origin: 'null' }],
    ['a cross-site request', { origin: '', 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { origin: '', 'sec-fetch-site': 'same-site' }],
  ])('a write from %s is refused', async (_, headers) => {
    const { status, body } = await admin.post('/api/v1/load-balancers', { regionId: 'north' }, headers);
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'Forbidden' });
    expect(await plane.prisma.loadBalancer.count()).toBe(0);
  });

  it('a write that the browser calls same-origin is taken, even behind a proxy that changes the host', async () => {
    const headers = { origin: 'https://lb.example.test', 'sec-fetch-site': 'same-origin' };
    expect((await admin.post('/api/v1/load-balancers', { regionId: 'north' }, headers)).status).toBe(201);
  });

  it('a body of another type answers 415', async () => {
    const { status, body } = await admin.post('/api/v1/servers', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' });
    expect({ status, code: body.code }).toEqual({ status: 415, code: 'UnsupportedMediaType' });
  });

  it('a body over 64 KiB answers 413', async () => {
    const { status, body } = await admin.post('/api/v1/servers', { name: 'x'.repeat(70_000) });
    expect({ status, code: body.code }).toEqual({ status: 413, code: 'RequestTooLarge' });
  });

  it.each(['', '{', 'undefined'])('the body %j is no JSON and answers 400', async (text) => {
    const { status, body } = await admin.post('/api/v1/servers', text, { 'content-type': 'application/json' });
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'InvalidParameter' });
  });

  it.each([[null], [[]], ['text'], [7]])('the body %j is JSON of the wrong kind and answers 400', async (value) => {
    expect((await admin.post('/api/v1/servers', JSON.stringify(value))).status).toBe(400);
  });
});
