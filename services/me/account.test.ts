import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { addUser, type Person } from '#test/users.ts';
import { WRONG_CODES_MAX } from '../auth/second-factor.ts';
import { SIGN_IN_LIMIT } from '../auth/sign-in-limit.ts';
import { totpCode, totpStep } from '../auth/totp.ts';

let plane: ControlPlane;
let person: Person;
let api: ApiClient;

beforeAll(async () => {
  plane = await startControlPlane();
  await plane.signIn();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.rateLimit.deleteMany();
  await plane.prisma
    .$executeRaw`UPDATE security_settings SET two_factor_roles = '{}', session_idle_minutes = 720, session_lifetime_hours = 168`;
  person = await addUser(plane.prisma, 'Mia', [{ regionId: 'north', role: 'operator' }]);
  api = await signedIn();
});

async function signedIn(): Promise<ApiClient> {
  const client = new ApiClient();
  expect((await client.signIn(person.email, person.password)).status).toBe(200);
  return client;
}

const second = (client: ApiClient, code: string) => client.post('/api/auth/sign-in/second-factor', { code });
const ofPerson = () => ({ where: { userId: person.id } });

async function enable(client = api): Promise<{ secret: string; recoveryCodes: string[]; step: number }> {
  const { setup, secret } = (await client.get('/api/v1/me/two-factor/setup')).body;
  const step = totpStep(Date.now());
  const { status, body } = await client.put('/api/v1/me/two-factor', { setup, code: totpCode(secret, step) });
  expect(status).toBe(200);
  return { secret, recoveryCodes: body.recoveryCodes, step };
}

/** As if the session were that old. */
function age(column: 'authenticated_at' | 'last_active_at' | 'created_at', interval: string): Promise<unknown> {
  return plane.prisma.$executeRawUnsafe(`UPDATE session SET ${column} = now() - interval '${interval}' WHERE user_id = '${person.id}'`);
}

describe('a second factor', () => {
  it('is asked for after the password, which alone opens nothing', async () => {
    const { secret, step } = await enable();
    const other = new ApiClient();
    const { status, body, headers } = await other.signIn(person.email, person.password);
    expect({ status, body }).toEqual({ status: 200, body: { secondFactor: true } });
    expect(headers.getSetCookie().map((line) => line.split('=')[0])).toEqual(['openslb.pending_sign_in']);
    expect((await other.get('/api/v1/me')).status).toBe(401);
    expect((await second(other, totpCode(secret, step + 1))).status).toBe(200);
    expect((await other.get('/api/v1/me')).status).toBe(200);
    expect((await other.get('/api/v1/me/two-factor')).body).toMatchObject({ isEnabled: true, isShown: true, recoveryCodesLeft: 10 });
  });

  it('is stored sealed, and recovery codes as hashes', async () => {
    const { secret, recoveryCodes } = await enable();
    const stored = JSON.stringify(await plane.prisma.twoFactor.findMany());
    expect(stored).not.toContain(secret);
    expect(recoveryCodes.some((code) => stored.includes(code) || stored.includes(code.replaceAll('-', '')))).toBe(false);
    const audit = JSON.stringify(await plane.prisma.auditEntry.findMany());
    expect([secret, ...recoveryCodes].some((word) => audit.includes(word))).toBe(false);
  });

  it('takes each code once, also of two that come together', async () => {
    const { secret, step } = await enable();
    const code = totpCode(secret, step + 1);
    const browsers = [new ApiClient(), new ApiClient(), new ApiClient()];
    for (const browser of browsers) {
      await browser.signIn(person.email, person.password);
    }
    const [one, two, three] = browsers;
    const statuses = await Promise.all([one, two].map(async (browser) => (await second(browser ?? api, code)).status));
    expect(statuses.sort()).toEqual([200, 400]);
    expect((await second(three ?? api, code)).status, 'again').toBe(400);
    expect((await second(three ?? api, totpCode(secret, step))).status, 'the one of the setup').toBe(400);
  });

  it('takes each recovery code once, also of two that come together', async () => {
    const { recoveryCodes } = await enable();
    const browsers = [new ApiClient(), new ApiClient()];
    for (const browser of browsers) {
      await browser.signIn(person.email, person.password);
    }
    const statuses = await Promise.all(browsers.map(async (browser) => (await second(browser, recoveryCodes[3] ?? '')).status));
    expect(statuses.sort()).toEqual([200, 400]);
  });

  it('locks the codes of the app after wrong ones, longer each time; a recovery code still lets in', async () => {
    const { secret, recoveryCodes, step } = await enable();
    const other = new ApiClient();
    await other.signIn(person.email, person.password);
    const minutes: number[] = [];
    for (const _ of [1, 2, 3, 4, 5, 6]) {
      await plane.prisma.rateLimit.deleteMany();
      await plane.prisma.twoFactor.updateMany({ ...ofPerson(), data: { lockedUntil: null } });
      for (let tries = 0; tries < WRONG_CODES_MAX; tries += 1) {
        expect((await second(other, '000000')).status).toBe(400);
      }
      const { lockedUntil } = await plane.prisma.twoFactor.findFirstOrThrow(ofPerson());
      minutes.push(Math.round(((lockedUntil?.getTime() ?? 0) - Date.now()) / 60_000));
    }
    expect(minutes).toEqual([5, 10, 20, 40, 60, 60]);
    const locked = await second(other, totpCode(secret, step + 1));
    expect(locked).toMatchObject({ status: 429, body: { code: 'TooManyRequests' } });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(3000);
    expect((await second(other, recoveryCodes[0] ?? '')).status).toBe(200);
  });

  it('that waits is void once the password is another, after ten minutes, or when the cookie was made up', async () => {
    const { secret, step } = await enable();
    const other = new ApiClient();
    await other.signIn(person.email, person.password);
    const { cookie } = other;
    const forged = cookie.replace(/\.(\d{10})\./, (_, until: string) => `.${Number(until) + 9999}.`);
    expect(forged).not.toBe(cookie);
    const code = totpCode(secret, step + 1);
    const ask = (sent: string) => new ApiClient().post('/api/auth/sign-in/second-factor', { code }, { cookie: sent });
    expect((await ask(forged)).status).toBe(401);
    expect((await new ApiClient().post('/api/auth/sign-in/second-factor', { code })).status).toBe(401);
    await plane.prisma.account.updateMany({ ...ofPerson(), data: { password: 'another hash' } });
    expect((await ask(cookie)).status).toBe(401);
  });

  it('is switched off, and its recovery codes are renewed, with password and code only, however new the session is', async () => {
    const { recoveryCodes } = await enable();
    const [one = '', two = '', three = ''] = recoveryCodes;
    const { password } = person;
    for (const path of ['disable', 'recovery-codes']) {
      const post = (body: object) => api.post(`/api/v1/me/two-factor/${path}`, body);
      expect(await post({ password })).toMatchObject({ status: 400, body: { code: 'WrongProof', issues: [{ path: 'code' }] } });
      expect(await post({ password: 'not the password', code: one })).toMatchObject({
        status: 400,
        body: { issues: [{ path: 'password' }] },
      });
    }
    const renewed = await api.post('/api/v1/me/two-factor/recovery-codes', { password, code: one });
    expect(renewed.body.recoveryCodes).toHaveLength(10);
    expect((await api.post('/api/v1/me/two-factor/disable', { password, code: two })).status, 'those before are void').toBe(400);
    expect((await api.post('/api/v1/me/two-factor/disable', { password, code: three })).status).toBe(400);
    const code = renewed.body.recoveryCodes[0];
    expect((await api.post('/api/v1/me/two-factor/disable', { password, code })).status).toBe(204);
    expect((await new ApiClient().signIn(person.email, password)).body.user.id).toBe(person.id);
  });

  it('setup of somebody else, or an old one, is not taken', async () => {
    const { setup, secret } = (await api.get('/api/v1/me/two-factor/setup')).body;
    const code = totpCode(secret, totpStep(Date.now()));
    person = await addUser(plane.prisma, 'Eve', []);
    const eve = await signedIn();
    expect((await eve.put('/api/v1/me/two-factor', { setup, code })).status).toBe(400);
    expect(await plane.prisma.twoFactor.count(ofPerson())).toBe(0);
  });
});

it('a new password by a one-time link does not get around the second factor', async () => {
  await enable();
  const administrator = await plane.signIn();
  const link = await administrator.post(`/api/v1/users/${person.id}/link`);
  const token = link.body.path.split('token=')[1];
  expect((await new ApiClient().post('/api/link', { token, password: 'a wall of seven lamps' })).status).toBe(200);
  expect((await api.get('/api/v1/me')).status, 'sessions end with it').toBe(401);
  const { status, body } = await new ApiClient().signIn(person.email, 'a wall of seven lamps');
  expect({ status, body }).toEqual({ status: 200, body: { secondFactor: true } });
});

describe('a role that takes a second factor', () => {
  it('holds back every session that has not shown one, at once, but for what sets one up', async () => {
    await plane.prisma.$executeRaw`UPDATE security_settings SET two_factor_roles = '{operator}'`;
    for (const path of ['regions', 'load-balancers?regionId=north', 'events?regionId=north', 'openapi.json']) {
      expect(await api.get(`/api/v1/${path}`), path).toMatchObject({ status: 403, body: { code: 'TwoFactorRequired' } });
    }
    expect((await api.post('/api/v1/load-balancers', { regionId: 'north' })).status).toBe(403);
    expect((await api.get('/api/v1/me')).status).toBe(200);
    await enable();
    expect((await api.get('/api/v1/regions')).status).toBe(200);
    const other = new ApiClient();
    expect((await other.signIn(person.email, person.password)).body).toEqual({ secondFactor: true });
  });

  it('is not asked of those who have another', async () => {
    await plane.prisma.$executeRaw`UPDATE security_settings SET two_factor_roles = '{administrator,viewer}'`;
    expect((await api.get('/api/v1/regions')).status).toBe(200);
  });
});

describe('a session', () => {
  it('ends for idleness and for age, in the database, by the settings of the moment', async () => {
    await age('last_active_at', '11 hours 59 minutes');
    expect((await api.get('/api/v1/me')).status).toBe(200);
    await age('last_active_at', '12 hours 1 minute');
    expect((await api.get('/api/v1/me')).status).toBe(401);
    expect(await plane.prisma.session.count(ofPerson())).toBe(0);

    api = await signedIn();
    await age('created_at', '167 hours');
    expect((await api.get('/api/v1/me')).status).toBe(200);
    await plane.prisma.$executeRaw`UPDATE security_settings SET session_lifetime_hours = 100`;
    expect((await api.get('/api/v1/me')).status).toBe(401);
  });

  it('is kept alive by what somebody does, and not by what a page asks for by itself', async () => {
    const lastActiveAt = async () => (await plane.prisma.session.findFirstOrThrow(ofPerson())).lastActiveAt.getTime();
    await age('last_active_at', '10 hours');
    const before = await lastActiveAt();
    await api.request('GET', '/api/v1/me', { headers: { 'openslb-unattended': '1' } });
    const aborter = new AbortController();
    const stream = await api.raw('GET', '/api/v1/events?regionId=north', { signal: aborter.signal });
    expect(stream.status).toBe(200);
    aborter.abort();
    expect(await lastActiveAt()).toBe(before);
    await api.get('/api/v1/me');
    expect(await lastActiveAt()).toBeGreaterThan(before + 9 * 3600_000);
  });

  it('is a new one at every sign-in, and the one that the browser had ends', async () => {
    const [first] = await plane.prisma.session.findMany(ofPerson());
    const { cookie } = api;
    await api.signIn(person.email, person.password);
    const [next, ...others] = await plane.prisma.session.findMany(ofPerson());
    expect(others).toEqual([]);
    expect([next?.id, next?.token]).not.toEqual(expect.arrayContaining([first?.id]));
    expect(next?.token).not.toBe(first?.token);
    expect(next?.token).toMatch(/^[\w-]{32}$/);
    expect((await new ApiClient().request('GET', '/api/v1/me', { headers: { cookie } })).status).toBe(401);
  });

  it('of a disabled user is over', async () => {
    await plane.prisma.user.update({ where: { id: person.id }, data: { disabledAt: new Date() } });
    expect((await api.get('/api/v1/me')).status).toBe(401);
  });

  it('is listed without its token, ended by its user, and by nobody else', async () => {
    const other = await signedIn();
    const all = (await api.get('/api/v1/me/sessions')).body;
    expect(all).toHaveLength(2);
    expect(all.filter((one: { isCurrent: boolean }) => one.isCurrent)).toHaveLength(1);
    const tokens = (await plane.prisma.session.findMany(ofPerson())).map(({ token }) => token);
    expect(tokens.some((token) => JSON.stringify(all).includes(token))).toBe(false);
    const theirs = all.find((one: { isCurrent: boolean }) => !one.isCurrent).id;

    const stranger = new ApiClient();
    const eve = await addUser(plane.prisma, 'Eve', []);
    await stranger.signIn(eve.email, eve.password);
    expect(await stranger.delete(`/api/v1/me/sessions/${theirs}`)).toMatchObject({ status: 404, body: { code: 'SessionNotFound' } });
    expect((await stranger.get(`/api/v1/users/${person.id}/sessions`)).status).toBe(403);

    expect((await api.delete(`/api/v1/me/sessions/${theirs}`)).status).toBe(204);
    expect((await other.get('/api/v1/me')).status).toBe(401);
    expect((await api.get('/api/v1/me')).status).toBe(200);
  });

  it('is ended by an administrator', async () => {
    const administrator = await plane.signIn();
    const path = `/api/v1/users/${person.id}/sessions`;
    const [one] = (await administrator.get(path)).body;
    expect((await administrator.delete(`${path}/${one.id}`)).status).toBe(204);
    expect((await api.get('/api/v1/me')).status).toBe(401);
    const browsers = [await signedIn(), await signedIn()];
    expect((await administrator.delete(path)).status).toBe(204);
    expect(await Promise.all(browsers.map(async (browser) => (await browser.get('/api/v1/me')).status))).toEqual([401, 401]);
  });
});

describe('what is dangerous', () => {
  it('takes a proof that is not old, and the session goes on with another token', async () => {
    const id = (await api.post('/api/v1/load-balancers', { regionId: 'north' })).body.id;
    await age('authenticated_at', '16 minutes');
    expect(await api.delete(`/api/v1/load-balancers/${id}`)).toMatchObject({ status: 403, body: { code: 'ReauthenticationRequired' } });
    expect((await api.delete('/api/v1/me/sessions')).status).toBe(403);
    expect((await api.get('/api/v1/me/two-factor/setup')).status).toBe(403);
    const { cookie } = api;
    expect((await api.post('/api/v1/me/reauthenticate', { password: person.password })).status).toBe(204);
    expect((await new ApiClient().request('GET', '/api/v1/me', { headers: { cookie } })).status, 'the token before').toBe(401);
    expect((await api.delete(`/api/v1/load-balancers/${id}`)).status).toBe(204);
  });

  it.each([
    ['a wrong password', { password: 'not the password' }, 'password'],
    ['a code without a second factor', { code: '123456' }, 'code'],
    ['nothing', {}, 'password'],
  ])('is not opened by %s', async (_, proof, path) => {
    const answer = await api.post('/api/v1/me/reauthenticate', proof);
    expect(answer).toMatchObject({ status: 400, body: { issues: [{ path }] } });
  });

  it('is guessed at a few times only, and a rehearsal tells nothing', async () => {
    const guess = (query = '') => api.post(`/api/v1/me/reauthenticate${query}`, { password: 'not the password' });
    expect((await guess('?dryRun=true')).body.refusal).toBe(null);
    const statuses: number[] = [];
    for (let tries = 0; tries <= SIGN_IN_LIMIT.max; tries += 1) {
      statuses.push((await guess()).status);
    }
    expect(statuses).toEqual([...Array.from({ length: SIGN_IN_LIMIT.max }, () => 400), 429]);
    expect((await guess()).headers.get('retry-after')).toMatch(/^\d+$/);
  });
});

describe('a new password', () => {
  it('takes the one of now, ends the other sessions unless they are kept, and is the only one from then on', async () => {
    const [other, kept] = [await signedIn(), 'a wall of seven lamps'];
    const change = (body: object) => api.post('/api/v1/me/password', body);
    expect((await change({ password: 'not the password', newPassword: kept })).status).toBe(400);
    expect(await change({ password: person.password, newPassword: 'password1234' })).toMatchObject({
      status: 400,
      body: { code: 'PasswordBreached', issues: [{ path: 'newPassword' }] },
    });
    expect((await change({ password: person.password, newPassword: kept, endOtherSessions: false })).status).toBe(204);
    expect((await other.get('/api/v1/me')).status).toBe(200);
    expect((await change({ password: kept, newPassword: 'eight lamps on a wall' })).status).toBe(204);
    expect((await other.get('/api/v1/me')).status).toBe(401);
    expect((await api.get('/api/v1/me')).status).toBe(200);
    expect((await new ApiClient().signIn(person.email, person.password)).status).toBe(401);
  });
});

describe('the settings', () => {
  it('are read and changed by administrators only, within their bounds', async () => {
    expect((await api.get('/api/v1/security-settings')).status).toBe(403);
    const administrator = await plane.signIn();
    const change = (body: object) => administrator.patch('/api/v1/security-settings', body);
    expect((await change({ sessionIdleMinutes: 30, twoFactorRoles: ['region-admin'] })).body).toEqual({
      twoFactorRoles: ['region-admin'],
      sessionIdleMinutes: 30,
      sessionLifetimeHours: 168,
      auditRetentionDays: 365,
    });
    for (const body of [
      { sessionIdleMinutes: 4 },
      { sessionLifetimeHours: 721 },
      { auditRetentionDays: 1.5 },
      { twoFactorRoles: ['root'] },
    ]) {
      expect((await change(body)).status).toBe(400);
    }
    expect((await change({ twoFactorRoles: ['viewer', 'viewer'] })).body.issues[0].path).toBe('twoFactorRoles');
  });
});
