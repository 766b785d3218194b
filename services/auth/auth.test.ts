import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiClient } from '#test/api.ts';
import { ADMINISTRATOR, type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { forgetAudit } from '#test/forget-audit.ts';
import { createFirstAdministrator } from '../setup/create-first-administrator.ts';
import { getSession } from './session.ts';
import { SIGN_IN_LIMIT } from './sign-in-limit.ts';

const { max: SIGN_IN_TRIES_MAX, windowMs: SIGN_IN_WINDOW_MS } = SIGN_IN_LIMIT;

const { email, password } = ADMINISTRATOR;
let plane: ControlPlane;
let api: ApiClient;

beforeAll(async () => {
  plane = await startControlPlane();
  await createFirstAdministrator(plane.prisma, ADMINISTRATOR);
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.rateLimit.deleteMany();
  await plane.prisma.session.deleteMany();
  await forgetAudit(plane.prisma);
  api = new ApiClient();
});
afterEach(() => {
  delete process.env.OPENSLB_PUBLIC_URL;
  delete process.env.OPENSLB_CLIENT_ADDRESS_HEADER;
});

const audit = () => plane.prisma.auditEntry.findMany({ orderBy: { at: 'asc' } });

describe('signing in', () => {
  it('sets cookies that scripts cannot read, and opens the API', async () => {
    const { status, headers, body } = await api.signIn(email, password);
    expect({ status, user: body.user.email }).toEqual({ status: 200, user: email });
    const [cookie, device, pending, ...others] = headers.getSetCookie();
    expect(others).toEqual([]);
    expect(pending).toMatch(/^openslb\.pending_sign_in=; Max-Age=0;/);
    expect(device).toMatch(/^openslb\.known_device=[0-9a-f.]{162}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(cookie).toMatch(/^openslb\.session_token=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
    expect((await api.get('/api/v1/regions')).status).toBe(200);
    expect(await getSession(new Headers({ cookie: api.cookie }))).toMatchObject({ user: { id: body.user.id, name: 'Ada', email } });
    expect(await audit()).toMatchObject([{ action: 'user:signed-in', actorId: body.user.id, actorName: 'Ada', clientAddress: null }]);
  });

  it('keeps the token out of the answer, and sends nobody to another site', async () => {
    const answer = await api.post('/api/auth/sign-in/email', { email, password, callbackURL: 'https://evil.test', token: 'mine' });
    expect(answer.body).toEqual({ user: { id: answer.body.user.id, name: 'Ada', email } });
    expect(answer.headers.get('location')).toBe(null);
  });

  it('gives a new session, whatever cookie the browser brought', async () => {
    const brought = 'openslb.session_token=chosen-by-another.c2lnbmF0dXJl';
    const { headers } = await api.post('/api/auth/sign-in/email', { email, password }, { cookie: brought });
    expect(headers.getSetCookie()[0]).not.toContain('chosen-by-another');
    const other = new ApiClient();
    expect((await other.request('GET', '/api/v1/regions', { headers: { cookie: brought } })).status).toBe(401);
  });

  it('with a wrong password or an unknown email is refused alike, and audited', async () => {
    const wrong = await api.signIn(email, 'not the password');
    const unknown = await api.signIn('nobody@example.test', 'not the password');
    expect(wrong.status).toBe(401);
    expect(unknown).toMatchObject({ status: 401, body: { ...wrong.body, requestId: expect.any(String) } });
    expect(await audit()).toMatchObject([
      { action: 'user:sign-in-failed', actorId: null, actorName: email },
      { action: 'user:sign-in-failed', actorName: 'nobody@example.test' },
    ]);
  });

  it.each([
    ['another site', { origin: 'https://evil.test' }],
    ['no site', { origin: '' }],
  ])('from %s is refused', async (_, headers) => {
    expect(await api.post('/api/auth/sign-in/email', { email, password }, headers)).toMatchObject({
      status: 403,
      body: { code: 'Forbidden' },
    });
    expect(await audit()).toEqual([]);
  });

  it('as a form of another type is refused', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await api.post('/api/auth/sign-in/email', `email=${email}`, headers)).status).toBe(415);
  });

  it('over https the cookie is for https only, and the proxy need not pass the host on', async () => {
    process.env.OPENSLB_PUBLIC_URL = 'https://lb.example.test';
    const { status, headers } = await api.post('/api/auth/sign-in/email', { email, password }, { origin: 'https://lb.example.test' });
    expect(status).toBe(200);
    expect(headers.getSetCookie()[0]).toMatch(
      /^__Host-openslb\.session_token=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
  });
});

describe('tries at one account', () => {
  it('are limited, whatever address the client claims, and the right password waits too', async () => {
    const guess = (address: string) =>
      api.post('/api/auth/sign-in/email', { email, password: 'wrong password' }, { 'x-forwarded-for': address });
    expect((await guess('192.0.2.1')).status).toBe(401);
    await plane.prisma.rateLimit.updateMany({ where: { key: { startsWith: 'sign-in:' } }, data: { count: SIGN_IN_TRIES_MAX - 1 } });
    expect((await guess('192.0.2.2')).status).toBe(401);
    expect((await guess('192.0.2.3')).status).toBe(429);
    expect((await api.signIn(email.toUpperCase(), password)).status).toBe(429);
    expect((await api.signIn('someone.else@example.test', 'wrong password')).status).toBe(401);
    await plane.prisma.rateLimit.updateMany({ data: { lastRequest: Date.now() - SIGN_IN_WINDOW_MS - 1 } });
    expect((await api.signIn(email, password)).status).toBe(200);
  });

  it('by others do not keep out a browser that has signed in before, whose own tries are limited too', async () => {
    const home = new ApiClient();
    await home.signIn(email, password);
    for (let tries = 0; tries <= SIGN_IN_TRIES_MAX; tries += 1) {
      await api.signIn(email, 'wrong password');
    }
    expect((await api.signIn(email, password)).status).toBe(429);
    const forged = home.cookie.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    expect((await api.post('/api/auth/sign-in/email', { email, password }, { cookie: forged })).status).toBe(429);
    // As if the whole console were flooded.
    await plane.prisma.rateLimit.updateMany({
      where: { key: { not: { startsWith: 'sign-in:' } } },
      data: { count: 1000, lastRequest: Date.now() },
    });
    expect((await home.signIn(email, password)).status).toBe(200);
    const guess = () => home.signIn(email, 'wrong password');
    const statuses: number[] = [];
    for (let tries = 0; tries <= SIGN_IN_TRIES_MAX; tries += 1) {
      statuses.push((await guess()).status);
    }
    expect(statuses).toEqual([...Array.from({ length: SIGN_IN_TRIES_MAX }, () => 401), 429]);
  });

  it('in parallel are counted one by one', async () => {
    const tries = Array.from({ length: SIGN_IN_TRIES_MAX + 5 }, () => api.signIn(email, 'wrong password'));
    const statuses = (await Promise.all(tries)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(SIGN_IN_TRIES_MAX);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  });

  it('start anew after a success, and leave no rows behind', async () => {
    await api.signIn(email, 'wrong password');
    await plane.prisma.rateLimit.create({ data: { id: 'old', key: 'sign-in:old', count: 1, lastRequest: 0n } });
    await api.signIn(email, password);
    expect(await plane.prisma.rateLimit.count({ where: { key: { startsWith: 'sign-in:' } } })).toBe(0);
  });
});

describe('signing out', () => {
  it('ends the session for good', async () => {
    await api.signIn(email, password);
    const { cookie } = api;
    const signedOut = await api.post('/api/auth/sign-out', {});
    expect(signedOut.status).toBe(200);
    expect(signedOut.headers.getSetCookie()[0]).toMatch(/^openslb\.session_token=; Max-Age=0;/);
    expect((await new ApiClient().request('GET', '/api/v1/regions', { headers: { cookie } })).status).toBe(401);
    expect(await plane.prisma.session.count()).toBe(0);
    expect(await audit()).toMatchObject([{ action: 'user:signed-in' }, { action: 'user:signed-out', actorName: 'Ada' }]);
  });

  it('by another site is refused', async () => {
    await api.signIn(email, password);
    expect((await api.post('/api/auth/sign-out', {}, { origin: 'https://evil.test' })).status).toBe(403);
    expect((await api.get('/api/v1/regions')).status).toBe(200);
  });
});

describe('what the login library offers besides', () => {
  it.each([
    '/sign-up/email',
    '/request-password-reset',
    '/change-password',
    '/update-user',
    '/delete-user',
    '/sign-in/social',
    '/list-sessions',
    '/change-email',
    '/revoke-sessions',
    '/update-session',
    '/verify-password',
    '/set-password',
  ])('%s is not there', async (path) => {
    await api.signIn(email, password);
    const body = { email: 'eve@example.test', password: 'a long enough password', name: 'Eve' };
    expect(await api.post(`/api/auth${path}`, body)).toMatchObject({ status: 404, body: { code: 'NotFound' } });
    expect(await plane.prisma.user.count()).toBe(1);
  });
});

it('the library answers no GET, not even what the session is', async () => {
  await api.signIn(email, password);
  for (const path of ['get-session', 'list-sessions', 'ok', 'error', 'verify-email?token=x', 'delete-user/callback?token=x']) {
    expect(await api.get(`/api/auth/${path}`)).toMatchObject({ status: 404, body: { code: 'NotFound' } });
  }
});

describe('sessions', () => {
  it('that have expired are no sessions', async () => {
    await api.signIn(email, password);
    await plane.prisma.session.updateMany({ data: { expiresAt: new Date(0) } });
    expect((await api.get('/api/v1/regions')).status).toBe(401);
  });
});

it('a client address is known from the header of a trusted proxy only', async () => {
  process.env.OPENSLB_CLIENT_ADDRESS_HEADER = 'X-Real-IP';
  const headers = { 'x-real-ip': '192.0.2.7', 'x-forwarded-for': '198.51.100.1' };
  await api.post('/api/auth/sign-in/email', { email, password }, headers);
  expect(await audit()).toMatchObject([{ clientAddress: '192.0.2.7' }]);
});
