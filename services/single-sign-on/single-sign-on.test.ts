import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { REAUTHENTICATION_MINUTES } from '#domain/limits.ts';
import { ApiClient, ORIGIN } from '#test/api.ts';
import { ADMINISTRATOR, type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { forgetAudit } from '#test/forget-audit.ts';
import { type IdentityProvider, startIdentityProvider, VisitorAtProvider } from '#test/identity-provider.ts';
import { startSilentServer } from '#test/silent-server.ts';
// Loaded before the first test, whose time limit is not meant for it.
import '../auth/auth.ts';
import { createFirstAdministrator } from '../setup/create-first-administrator.ts';

const CALLBACK = '/api/auth/oidc/callback';
const { email } = ADMINISTRATOR;

let plane: ControlPlane;
let provider: IdentityProvider;

beforeAll(async () => {
  plane = await startControlPlane();
  provider = await startIdentityProvider(ORIGIN);
});
afterAll(async () => {
  await provider.stop();
  await plane.close();
});
beforeEach(async () => {
  await plane.prisma.user.deleteMany();
  await createFirstAdministrator(plane.prisma, ADMINISTRATOR);
  await forgetAudit(plane.prisma);
  Object.assign(process.env, provider.variables);
  provider.people.set('ada', { email, email_verified: true, name: 'Ada at the provider' });
  provider.tamper = null;
});
afterEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('OPENSLB_OIDC_') || name === 'OPENSLB_PASSWORD_SIGN_IN' || name === 'OPENSLB_PUBLIC_URL') {
      delete process.env[name];
    }
  }
});

/** One browser at the console and at the provider. */
class Browser {
  readonly cookies = new Map<string, string>();
  readonly #visitor = new VisitorAtProvider();

  async request(method: string, path: string, body?: unknown) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await new ApiClient().request(method, path, { body, headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = '', maxAge] = /^([^=]+)=([^;]*)(?:.*Max-Age=(\d+))?/.exec(line) ?? [];
      maxAge === '0' ? this.cookies.delete(name) : this.cookies.set(name, value);
    }
    return answer;
  }

  /** The address at the provider. */
  async begin(path = '/api/auth/oidc/sign-in', next = '/north/overview'): Promise<URL> {
    const { status, body } = await this.request('POST', path, { next });
    expect({ status, body }).toEqual({ status: 200, body: { url: expect.any(String) } });
    return new URL(body.url);
  }

  /** The address back at the console. */
  async atProvider(url: URL, login: string): Promise<string> {
    const { pathname, search } = await this.#visitor.signIn(url.href, login);
    return `${pathname}${search}`;
  }

  async come(path: string): Promise<string> {
    const { status, headers } = await this.request('GET', path);
    expect(status).toBe(303);
    expect(headers.get('cache-control')).toBe('no-store');
    return headers.get('location') ?? '';
  }

  /** Where the console sends the browser in the end. */
  async signIn(login = 'ada'): Promise<string> {
    return this.come(await this.atProvider(await this.begin(), login));
  }

  async reauthenticate(login = 'ada'): Promise<string> {
    const url = await this.begin('/api/auth/oidc/reauthenticate', '/users?page=2');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({ prompt: 'login', max_age: '0' });
    return this.come(await this.atProvider(url, login));
  }

  async isSignedIn(): Promise<boolean> {
    return (await this.request('GET', '/api/v1/regions')).status === 200;
  }
}

const refusal = (failure: string, next = '/north/overview') => `/sign-in?${new URLSearchParams({ failure, next })}`;
const audit = () => plane.prisma.auditEntry.findMany({ orderBy: { at: 'asc' } });
const sessions = () => plane.prisma.session.findMany();

async function expectRefused(location: string | Promise<string>, failure: string): Promise<void> {
  expect(await location).toBe(refusal(failure));
  expect(await sessions()).toEqual([]);
}

describe('signing in with the provider', () => {
  it('opens the console to the user with the verified address, and is written down', async () => {
    const browser = new Browser();
    const url = await browser.begin();
    expect(url.origin).toBe(provider.issuer);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      scope: 'openid email profile',
      redirect_uri: `${ORIGIN}${CALLBACK}`,
      code_challenge_method: 'S256',
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(await browser.come(await browser.atProvider(url, 'ada'))).toBe('/north/overview');
    expect([...browser.cookies.keys()].sort()).toEqual(['openslb.known_device', 'openslb.session_token']);
    expect(await browser.isSignedIn()).toBe(true);
    const [session] = await sessions();
    expect(session).toMatchObject({ method: 'oidc', secondFactor: false });
    const [user] = await plane.prisma.user.findMany({ include: { accounts: { where: { providerId: 'oidc' } } } });
    expect(user).toMatchObject({
      name: 'Ada',
      email,
      accounts: [{ accountId: `${provider.issuer}#ada`, accessToken: null, idToken: null }],
    });
    expect(user?.lastSignedInAt).not.toBe(null);
    expect(await audit()).toMatchObject([
      { action: 'user:sign-on-linked', actorId: user?.id, after: { subject: 'ada' } },
      { action: 'user:signed-in', actorId: user?.id, after: { method: 'oidc' } },
    ]);
  });

  it('finds the user again by the subject, whatever address the provider says now', async () => {
    await new Browser().signIn();
    provider.people.set('ada', { email: 'else@example.test', email_verified: false });
    expect(await new Browser().signIn()).toBe('/north/overview');
    expect(await sessions()).toHaveLength(2);
    expect(await plane.prisma.account.count({ where: { providerId: 'oidc' } })).toBe(1);
  });

  it('gives the address to one account only: who gets it at the provider later is somebody else', async () => {
    await new Browser().signIn();
    await plane.prisma.session.deleteMany();
    provider.people.set('successor', { email, email_verified: true });
    await expectRefused(new Browser().signIn('successor'), 'taken');
  });

  it('ends the session that the browser had', async () => {
    const browser = new Browser();
    await browser.signIn();
    const before = browser.cookies.get('openslb.session_token');
    await browser.signIn();
    expect(browser.cookies.get('openslb.session_token')).not.toBe(before);
    expect(await sessions()).toHaveLength(1);
  });

  it.each([
    ['an unverified address', { email, email_verified: false }, 'unverified'],
    ['an address of which the provider does not say whether it is verified', { email }, 'unverified'],
    ['a word for true', { email, email_verified: 'true' as unknown as boolean }, 'unverified'],
    ['no address', {}, 'unverified'],
    ['what is no address', { email: 'ada', email_verified: true }, 'unverified'],
    ['an unknown address', { email: 'stranger@example.test', email_verified: true }, 'unknown'],
  ])('with %s is refused, and written down', async (_, person, failure) => {
    provider.people.set('ada', person);
    await expectRefused(new Browser().signIn(), failure);
    expect(await audit()).toMatchObject([{ action: 'user:sign-in-failed', actorId: null, after: { reason: failure, subject: 'ada' } }]);
    expect(await plane.prisma.account.count({ where: { providerId: 'oidc' } })).toBe(0);
  });

  it('takes an address that the provider says nothing of, if the administrator trusts it; never one that is not verified', async () => {
    process.env.OPENSLB_OIDC_TRUST_EMAIL = '1';
    provider.people.set('ada', { email, email_verified: false });
    await expectRefused(new Browser().signIn(), 'unverified');
    provider.people.set('ada', { email });
    expect(await new Browser().signIn()).toBe('/north/overview');
  });

  it('creates a user without any grant, if it is allowed to', async () => {
    process.env.OPENSLB_OIDC_AUTO_CREATE = '1';
    provider.people.set('new', { email: 'New@Example.Test', email_verified: true, name: 'New \u0000One' });
    provider.people.set('newer', { email: 'newer@example.test', email_verified: true, name: 'Newer' });
    expect(await new Browser().signIn('new')).toBe('/north/overview');
    expect(await new Browser().signIn('newer')).toBe('/north/overview');
    const users = await plane.prisma.user.findMany({ where: { NOT: { email } }, include: { grants: true }, orderBy: { createdAt: 'asc' } });
    expect(users).toMatchObject([
      { name: 'new@example.test', email: 'new@example.test', grants: [] },
      { name: 'Newer', grants: [] },
    ]);
    expect((await audit()).map(({ action }) => action).slice(0, 3)).toEqual(['user:created', 'user:sign-on-linked', 'user:signed-in']);
  });

  it('of a disabled user is refused, also when the account is known', async () => {
    await plane.prisma.user.create({ data: { id: 'eve', name: 'Eve', email: 'eve@example.test' } });
    provider.people.set('eve', { email: 'eve@example.test', email_verified: true });
    await new Browser().signIn('eve');
    await plane.prisma.session.deleteMany();
    await plane.prisma.user.update({ where: { id: 'eve' }, data: { disabledAt: new Date() } });
    await expectRefused(new Browser().signIn('eve'), 'disabled');
    await plane.prisma.account.deleteMany({ where: { userId: 'eve' } });
    await expectRefused(new Browser().signIn('eve'), 'disabled');
    expect(await plane.prisma.account.count({ where: { userId: 'eve' } })).toBe(0);
  });

  it('at the same moment for the first time links one account', async () => {
    const browsers = [new Browser(), new Browser(), new Browser()];
    expect(await Promise.all(browsers.map((browser) => browser.signIn()))).toEqual(browsers.map(() => '/north/overview'));
    expect(await plane.prisma.account.count({ where: { providerId: 'oidc' } })).toBe(1);
  });

  it('with a second factor at the provider says so, and when it was', async () => {
    const authTime = Math.floor(Date.now() / 1000) - 3600;
    provider.tamper = (claims) => ({ ...claims, amr: ['pwd', 'otp'], auth_time: authTime });
    await new Browser().signIn();
    expect(await sessions()).toMatchObject([{ secondFactor: true, authenticatedAt: new Date(authTime * 1000) }]);
  });

  it('proves nothing recent, if the provider does not say when it was, or says it will be', async () => {
    provider.tamper = ({ auth_time, ...claims }) => claims;
    await new Browser().signIn();
    const [silent] = await sessions();
    const age = Date.now() - (silent?.authenticatedAt.getTime() ?? 0);
    expect(age).toBeGreaterThan(REAUTHENTICATION_MINUTES * 60_000);
    await plane.prisma.session.deleteMany();
    provider.tamper = (claims) => ({ ...claims, auth_time: Math.floor(Date.now() / 1000) + 86_400 });
    await new Browser().signIn();
    expect((await sessions())[0]?.authenticatedAt.getTime()).toBeLessThanOrEqual(Date.now());
  });
});

describe('an answer of the provider', () => {
  it.each<[string, NonNullable<IdentityProvider['tamper']>]>([
    ['with another nonce', (claims) => ({ ...claims, nonce: 'of another try' })],
    ['without a nonce', ({ nonce, ...claims }) => claims],
    ['for another audience', (claims) => ({ ...claims, aud: 'another-client' })],
    ['for two audiences, authorized for the other', (claims) => ({ ...claims, aud: ['openslb', 'another'], azp: 'another' })],
    ['of another issuer', (claims) => ({ ...claims, iss: 'https://evil.test' })],
    ['that has expired', (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 120 })],
    ['without an end', ({ exp, ...claims }) => claims],
    ['without a subject', ({ sub, ...claims }) => claims],
    ['for another subject than the profile', (claims) => ({ ...claims, sub: 'somebody-else' })],
    ['that nobody has signed', (claims) => `${encode({ alg: 'none' })}.${encode(claims)}.`],
    ['with the signature of something else', (claims) => `${encode({ alg: 'RS256', kid: 'test' })}.${encode(claims)}.${'A'.repeat(342)}`],
    ['signed with the client secret', (claims) => `${encode({ alg: 'HS256' })}.${encode(claims)}.c2ln`],
  ])('%s is refused', async (_, tamper) => {
    provider.tamper = tamper;
    await expectRefused(new Browser().signIn(), 'failed');
    expect(await audit()).toEqual([]);
  });

  it('that does not end is not read to its end', async () => {
    provider.people.set('ada', { email, email_verified: true, name: 'n'.repeat(600 * 1024) });
    await expectRefused(new Browser().signIn(), 'failed');
  });

  it('counts once', async () => {
    const browser = new Browser();
    const back = await browser.atProvider(await browser.begin(), 'ada');
    const flow = browser.cookies.get('openslb.sign_on') ?? '';
    expect(await browser.come(back)).toBe('/north/overview');
    await plane.prisma.session.deleteMany();
    expect(await browser.come(back)).toBe(refusal('stale', '/'));
    browser.cookies.set('openslb.sign_on', flow);
    await expectRefused(browser.come(back), 'failed');
  });

  it('counts in the browser that asked, for the try that it answers', async () => {
    const [mine, other] = [new Browser(), new Browser()];
    const back = await mine.atProvider(await mine.begin(), 'ada');
    expect(await other.come(back)).toBe(refusal('stale', '/'));
    await other.begin();
    await expectRefused(other.come(back), 'stale');
    const another = new URL(back, ORIGIN);
    another.searchParams.set('state', 'made-up');
    await expectRefused(mine.come(`${another.pathname}${another.search}`), 'stale');
  });

  it('counts for ten minutes, and not with a cookie that somebody wrote', async () => {
    const browser = new Browser();
    const back = await browser.atProvider(await browser.begin(), 'ada');
    const sealed = browser.cookies.get('openslb.sign_on') ?? '';
    browser.cookies.set('openslb.sign_on', `${sealed.slice(0, -4)}AAAA`);
    expect(await browser.come(back)).toBe(refusal('stale', '/'));
    const { openFlow, FLOW_SECONDS } = await import('./flow.ts');
    const { secretBox } = await import('../secret-box.ts');
    const flow = openFlow(new Headers({ cookie: `openslb.sign_on=${sealed}` }));
    const old = { ...flow, startedAt: Date.now() - FLOW_SECONDS * 1000 - 1 };
    browser.cookies.set('openslb.sign_on', secretBox('sign-on').seal(JSON.stringify(old), 'flow'));
    expect(await browser.come(back)).toBe(refusal('stale', '/'));
    expect(await sessions()).toEqual([]);
  });

  it('that says no is told in our words only', async () => {
    const browser = new Browser();
    const state = (await browser.begin()).searchParams.get('state');
    const said = new URLSearchParams({
      error: 'access_denied',
      error_description: 'Call <b>0900</b>',
      state: state ?? '',
      iss: provider.issuer,
    });
    await expectRefused(browser.come(`${CALLBACK}?${said}`), 'cancelled');
  });

  it('goes to a path of this console, whatever was asked for', async () => {
    for (const next of ['https://evil.test/', '//evil.test', '/\\evil.test', 'javascript:alert(1)', `/${'n'.repeat(2000)}`]) {
      const browser = new Browser();
      expect(await browser.come(await browser.atProvider(await browser.begin(undefined, next), 'ada'))).toBe('/');
    }
  });

  it('needs no session and writes nothing when nobody asked', async () => {
    expect(await new Browser().come(CALLBACK)).toBe(refusal('stale', '/'));
    expect(await audit()).toEqual([]);
  });
});

describe('proving again who one is', () => {
  it('renews the proof and the token of the session', async () => {
    const browser = new Browser();
    await browser.signIn();
    await plane.prisma.session.updateMany({ data: { authenticatedAt: new Date(0) } });
    const before = { token: browser.cookies.get('openslb.session_token'), at: Date.now() };
    expect(await browser.reauthenticate()).toBe('/users?page=2');
    const [session, ...others] = await sessions();
    expect(others).toEqual([]);
    expect(session?.authenticatedAt.getTime()).toBeGreaterThan(before.at - 2000);
    expect(await browser.isSignedIn()).toBe(true);
    const old = new Browser();
    old.cookies.set('openslb.session_token', before.token ?? '');
    expect(await old.isSignedIn()).toBe(false);
    expect((await audit()).at(-1)).toMatchObject({ action: 'user:reauthenticated', after: { method: 'oidc' } });
  });

  it('takes the same account: anybody else at the provider proves nothing', async () => {
    provider.people.set('eve', { email: 'eve@example.test', email_verified: true });
    const browser = new Browser();
    await browser.signIn();
    await plane.prisma.session.updateMany({ data: { authenticatedAt: new Date(0) } });
    expect(await browser.reauthenticate('eve')).toBe(`/sign-in/again?${new URLSearchParams({ failure: 'other', next: '/users?page=2' })}`);
    expect(await sessions()).toMatchObject([{ authenticatedAt: new Date(0) }]);
  });

  it('takes a proof of now: one from memory, or of an unknown time, is none', async () => {
    const browser = new Browser();
    await browser.signIn();
    await plane.prisma.session.updateMany({ data: { authenticatedAt: new Date(0) } });
    for (const tamper of [
      (claims: object) => ({ ...claims, auth_time: Math.floor(Date.now() / 1000) - 120 }),
      ({ auth_time, ...claims }: Record<string, unknown>) => claims,
    ]) {
      provider.tamper = tamper;
      expect(await browser.reauthenticate()).toContain('/sign-in/again?failure=failed');
    }
    expect(await sessions()).toMatchObject([{ authenticatedAt: new Date(0) }]);
  });

  it('counts for the session that asked', async () => {
    const browser = new Browser();
    await browser.signIn();
    const back = await browser.atProvider(await browser.begin('/api/auth/oidc/reauthenticate', '/users'), 'ada');
    await plane.prisma.session.deleteMany();
    expect(await browser.come(back)).toContain('/sign-in/again?failure=stale');
    expect((await new Browser().request('POST', '/api/auth/oidc/reauthenticate', { next: '/' })).status).toBe(401);
  });
});

describe('a provider that is away', () => {
  it('keeps out those who sign in with it, and nobody else', async () => {
    const away = await startIdentityProvider(ORIGIN);
    await away.stop();
    Object.assign(process.env, away.variables);
    const answer = await new Browser().request('POST', '/api/auth/oidc/sign-in', { next: '/' });
    expect(answer).toMatchObject({ status: 503, body: { code: 'ServiceUnavailable' } });
    expect((await new ApiClient().signIn(email, ADMINISTRATOR.password)).status).toBe(200);
  });

  it('does not even refuse connections: nobody waits for long', async () => {
    const silent = await startSilentServer('127.0.0.1');
    Object.assign(process.env, { OPENSLB_OIDC_ISSUER: `http://127.0.0.1:${silent.port}` });
    const startedAt = Date.now();
    const answers = await Promise.all([1, 2, 3].map(() => new Browser().request('POST', '/api/auth/oidc/sign-in', { next: '/' })));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    expect(Date.now() - startedAt).toBeLessThan(30_000);
    await silent.stop();
  });

  it('in the midst of a sign-in is named, and works again when it is back', async () => {
    const brief = await startIdentityProvider(ORIGIN);
    brief.people.set('ada', { email, email_verified: true });
    Object.assign(process.env, brief.variables);
    const browser = new Browser();
    const back = await browser.atProvider(await browser.begin(), 'ada');
    await brief.stop();
    await expectRefused(browser.come(back), 'unavailable');
    Object.assign(process.env, provider.variables);
    expect(await browser.signIn()).toBe('/north/overview');
  });
});

describe('what is configured', () => {
  it('is nothing by default: no way leads to a provider', async () => {
    for (const name of Object.keys(provider.variables)) {
      delete process.env[name];
    }
    const browser = new Browser();
    expect((await browser.request('POST', '/api/auth/oidc/sign-in', { next: '/' })).status).toBe(404);
    expect((await browser.request('GET', CALLBACK)).status).toBe(404);
  });

  it('can be the only way in', async () => {
    process.env.OPENSLB_PASSWORD_SIGN_IN = '0';
    expect(await new ApiClient().signIn(email, ADMINISTRATOR.password)).toMatchObject({ status: 403, body: { code: 'Forbidden' } });
    expect(await new Browser().signIn()).toBe('/north/overview');
  });

  it('sends back to the public address, with cookies of that host alone', async () => {
    process.env.OPENSLB_PUBLIC_URL = 'https://lb.example.test';
    const { body, headers } = await new Browser().request('POST', '/api/auth/oidc/sign-in', { next: '/' });
    expect(new URL(body.url).searchParams.get('redirect_uri')).toBe(`https://lb.example.test${CALLBACK}`);
    expect(headers.getSetCookie()[0]).toMatch(/^__Host-openslb\.sign_on=[\w.-]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax; Secure$/);
  });

  it('a wrong secret is a failure that says nothing to the browser', async () => {
    process.env.OPENSLB_OIDC_CLIENT_SECRET = 'not the secret of the client';
    await expectRefused(new Browser().signIn(), 'failed');
  });

  it.each([
    ['another site', { origin: 'https://evil.test' }],
    ['no site', { origin: '' }],
  ])('a start from %s is refused', async (_, headers) => {
    expect((await new ApiClient().post('/api/auth/oidc/sign-in', { next: '/' }, headers)).status).toBe(403);
  });
});

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
