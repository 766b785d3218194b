import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiClient } from '#test/api.ts';
import { ADMINISTRATOR, type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { signInWith } from '#test/users.ts';

/** The accounts of the console, over its API, as an administrator uses it. */
let plane: ControlPlane;
let admin: ApiClient;

const PASSWORD = 'a tram through the old town';

beforeAll(async () => {
  plane = await startControlPlane();
  admin = await plane.signIn();
});
afterAll(() => plane.close());
beforeEach(async () => {
  // Tries to sign in are limited, which is not what these tests are about.
  await plane.prisma.rateLimit.deleteMany();
  await plane.prisma.user.deleteMany({ where: { email: { not: ADMINISTRATOR.email } } });
});

const users = (path = '') => `/api/v1/users${path}`;
const invite = async (name = 'Bob', email = 'bob@example.test') => (await admin.post(users(), { name, email })).body;
const tokenOf = ({ path }: { path: string }) => new URL(path, 'http://console.test').searchParams.get('token') ?? '';
const openLink = (token: string, password = PASSWORD) => new ApiClient().post('/api/link', { token, password });
const meOf = () => plane.prisma.user.findUniqueOrThrow({ where: { email: ADMINISTRATOR.email } });
const newLink = async (id: string) => (await admin.post(users(`/${id}/link`))).body;
const closed = { status: 403, body: { code: 'LinkClosed' } };

/** Somebody who has chosen a password, and is signed in. */
async function member() {
  const { id, link } = await invite();
  await openLink(tokenOf(link));
  const api = new ApiClient();
  expect((await api.signIn('bob@example.test', PASSWORD)).status).toBe(200);
  return { id: String(id), api };
}

describe('an invitation', () => {
  it('tells its link once, and keeps no secret in the database or the operation log', async () => {
    const user = await invite('Bob', ' BOB@Example.test ');
    expect(user).toMatchObject({ email: 'bob@example.test', details: { status: 'invited', link: { kind: 'invitation' }, roles: [] } });
    expect(user.link.path).toMatch(/^\/invite\?token=[\w-]{43}$/);
    const token = tokenOf(user.link);
    expect((await admin.get(users(`/${user.id}`))).body.link).toBeUndefined();
    const links = await plane.prisma.userLink.findMany();
    expect(links).toMatchObject([{ userId: user.id, createdBy: 'Ada' }]);
    expect((links[0]?.expiresAt.getTime() ?? 0) - (links[0]?.createdAt.getTime() ?? 0)).toBe(72 * 3600_000);
    expect(JSON.stringify([links, await plane.prisma.auditEntry.findMany({ where: { resourceId: user.id } })])).not.toContain(token);
  });

  it('that is sent again with its key makes nobody new, and does not tell the link again', async () => {
    const send = () => admin.post(users(), { name: 'Bob', email: 'bob@example.test' }, { 'idempotency-key': `invite-${Date.now()}` });
    const key = { 'idempotency-key': 'the-same-invitation' };
    const first = await admin.post(users(), { name: 'Bob', email: 'bob@example.test' }, key);
    const second = await admin.post(users(), { name: 'Bob', email: 'bob@example.test' }, key);
    expect(second).toMatchObject({ status: 201, body: { id: first.body.id, link: null } });
    expect(JSON.stringify(await plane.prisma.idempotencyKey.findMany())).not.toContain(tokenOf(first.body.link));
    expect(await send()).toMatchObject({ status: 409, body: { code: 'UserExists', issues: [{ path: 'email' }] } });
  });

  it('sets a password and no more: its user signs in, and sees nothing until a role is granted', async () => {
    const { id, api } = await member();
    expect((await api.get('/api/v1/regions')).body).toEqual([]);
    expect((await api.get('/api/v1/servers?regionId=north')).status).toBe(404);
    await admin.post('/api/v1/grants', { userId: id, regionId: 'north', role: 'viewer' });
    expect((await api.get('/api/v1/regions')).body).toMatchObject([{ id: 'north' }]);
    const entries = await plane.prisma.auditEntry.findMany({ where: { resourceId: id, action: 'user:password-set' } });
    expect(entries).toMatchObject([{ actorId: id, actorName: 'Bob', before: { passwordChangedAt: null } }]);
    expect(JSON.stringify(entries)).not.toContain(PASSWORD);
  });

  it.each([
    ['too short', 'short', 'InvalidParameter'],
    ['one that everybody has', 'password1234', 'PasswordBreached'],
    ['their own address', 'bob@example.test', 'PasswordBreached'],
  ])('takes no password that is %s, and stays good', async (_, password, code) => {
    const { link } = await invite();
    expect(await openLink(tokenOf(link), password)).toMatchObject({ status: 400, body: { code, issues: [{ path: 'password' }] } });
    expect((await openLink(tokenOf(link))).status).toBe(200);
  });
});

describe('a one-time link', () => {
  it('works once, also when it is used several times at the same moment', async () => {
    const { id, link } = await invite();
    const answers = await Promise.all([1, 2, 3].map((turn) => openLink(tokenOf(link), `${PASSWORD} ${turn}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
    expect(await plane.prisma.account.count({ where: { userId: id } })).toBe(1);
    expect(await openLink(tokenOf(link))).toMatchObject(closed);
  });

  it('unknown, used, replaced, expired, or of a disabled user, is answered alike', async () => {
    const { id, link } = await invite();
    const next = await newLink(id);
    const details: string[] = [];
    const expectClosed = async (token: string) => {
      const answer = await openLink(token);
      expect(answer).toMatchObject(closed);
      details.push(answer.body.detail);
    };
    await expectClosed('made-up');
    await expectClosed(tokenOf(link));
    await plane.prisma.userLink.updateMany({ data: { createdAt: new Date(0), expiresAt: new Date(Date.now() - 1000) } });
    await expectClosed(tokenOf(next));
    const third = await newLink(id);
    await admin.post(users(`/${id}/disable`));
    await expectClosed(tokenOf(third));
    await admin.post(users(`/${id}/enable`));
    await expectClosed(tokenOf(third));
    const fourth = await newLink(id);
    expect((await openLink(tokenOf(fourth))).status).toBe(200);
    await expectClosed(tokenOf(fourth));
    expect(new Set(details).size).toBe(1);
  });

  it('of two that are issued at the same moment one works', async () => {
    const { id } = await invite();
    const links = await Promise.all([newLink(id), newLink(id)]);
    const statuses = (await Promise.all(links.map((link) => openLink(tokenOf(link))))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 403]);
  });

  it('resets a password: the old one and all sessions end', async () => {
    const { id, api } = await member();
    const link = await newLink(id);
    expect(link).toMatchObject({ kind: 'password-reset' });
    expect((await api.get('/api/v1/me')).status).toBe(200);
    expect((await openLink(tokenOf(link), 'another tram, another town')).body).toEqual({ email: 'bob@example.test' });
    expect((await api.get('/api/v1/me')).status).toBe(401);
    expect((await new ApiClient().signIn('bob@example.test', PASSWORD)).status).toBe(401);
    expect((await new ApiClient().signIn('bob@example.test', 'another tram, another town')).status).toBe(200);
  });

  it('is not taken from a page of another site', async () => {
    const { link } = await invite();
    const foreign = { origin: 'https://evil.test' };
    expect((await new ApiClient().post('/api/link', { token: tokenOf(link), password: PASSWORD }, foreign)).status).toBe(403);
    expect((await openLink(tokenOf(link))).status).toBe(200);
  });
});

describe('a disabled user', () => {
  it('is out at once, cannot sign in by the right password, and comes back with what they had', async () => {
    const { id, api } = await member();
    await admin.post('/api/v1/grants', { userId: id, regionId: 'north', role: 'operator' });
    expect((await admin.post(users(`/${id}/disable`))).body.details).toMatchObject({ status: 'disabled', roles: [{ role: 'operator' }] });
    expect((await api.get('/api/v1/regions')).status).toBe(401);
    const refused = await new ApiClient().signIn('bob@example.test', PASSWORD);
    const wrong = await new ApiClient().signIn('bob@example.test', 'a wrong password, surely');
    expect({ status: refused.status, detail: refused.body.detail }).toEqual({ status: 401, detail: wrong.body.detail });
    expect(await admin.post(users(`/${id}/link`))).toMatchObject({ status: 400, body: { code: 'InvalidParameter' } });
    await admin.post(users(`/${id}/enable`));
    expect((await api.get('/api/v1/regions')).status).toBe(401);
    expect((await api.signIn('bob@example.test', PASSWORD)).status).toBe(200);
    expect((await api.get('/api/v1/regions')).body).toMatchObject([{ id: 'north' }]);
  });
});

describe('the second factor of somebody else', () => {
  it('is removed with its secret, and ends the sessions', async () => {
    const { id, api } = await member();
    await plane.prisma.user.update({ where: { id }, data: { twoFactorEnabled: true } });
    await plane.prisma.twoFactor.create({ data: { id: 'factor', userId: id, secret: 'sealed', backupCodes: '[]' } });
    expect((await admin.delete(users(`/${id}/two-factor`))).body.details).toMatchObject({ twoFactorEnabled: false });
    expect(await plane.prisma.twoFactor.count({ where: { userId: id } })).toBe(0);
    expect((await api.get('/api/v1/me')).status).toBe(401);
    expect((await api.signIn('bob@example.test', PASSWORD)).body.user).toMatchObject({ id });
  });
});

describe('nobody', () => {
  it.each([
    ['disables', (id: string) => admin.post(users(`/${id}/disable`))],
    ['deletes', (id: string) => admin.delete(users(`/${id}`))],
    ['resets the password of', (id: string) => admin.post(users(`/${id}/link`))],
    ['resets the second factor of', (id: string) => admin.delete(users(`/${id}/two-factor`))],
  ])('%s their own account from here', async (_, act) => {
    const { id } = await meOf();
    // With another administrator there, so that nothing else is in the way.
    await signInWith(plane.prisma, 'second', [{ regionId: null, role: 'administrator' }]);
    expect(await act(id)).toMatchObject({ status: 409, body: { code: 'OwnAccount' } });
    expect((await admin.get('/api/v1/me')).status).toBe(200);
  });

  it('manages users in a session that was begun long ago, or without one', async () => {
    const { id } = await invite();
    const late = await signInWith(plane.prisma, 'late', [{ regionId: null, role: 'administrator' }]);
    await plane.prisma.session.updateMany({ where: { userId: late.userId }, data: { authenticatedAt: new Date(Date.now() - 3600_000) } });
    for (const answer of [
      await late.post(users(), { name: 'Eve', email: 'eve@example.test' }),
      await late.post(users(`/${id}/disable`)),
      await late.post('/api/v1/grants', { userId: id, regionId: null, role: 'administrator' }),
      await late.post('/api/v1/teams', { name: 'Eves' }),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'ReauthenticationRequired' } });
    }
    expect((await new ApiClient().post(users(), { name: 'Eve', email: 'eve@example.test' })).status).toBe(401);
    expect(await plane.prisma.user.count({ where: { email: 'eve@example.test' } })).toBe(0);
  });
});

describe('the last administrator', () => {
  it('of two who disable each other at the same moment stays', async () => {
    const { id } = await meOf();
    const other = await signInWith(plane.prisma, 'second', [{ regionId: null, role: 'administrator' }]);
    const answers = await Promise.all([admin.post(users(`/${other.userId}/disable`)), other.post(users(`/${id}/disable`))]);
    const administrators = await plane.prisma.user.count({ where: { disabledAt: null, grants: { some: { role: 'administrator' } } } });
    expect({ statuses: answers.map(({ status }) => status).filter((status) => status === 200), administrators }).toEqual({
      statuses: [200],
      administrators: 1,
    });
    await plane.prisma.user.updateMany({ data: { disabledAt: null } });
    admin = await plane.signIn();
  });

  it('cannot be demoted, nor lose the grant, nor the team that gives it', async () => {
    const grant = await plane.prisma.accessGrant.findFirstOrThrow({ where: { role: 'administrator' } });
    const refused = { status: 409, body: { code: 'LastAdministrator' } };
    expect(await admin.patch(`/api/v1/grants/${grant.id}`, { role: 'viewer' })).toMatchObject(refused);
    expect(await admin.delete(`/api/v1/grants/${grant.id}`)).toMatchObject(refused);
    const { id } = await meOf();
    const team = (await admin.post('/api/v1/teams', { name: 'Administrators', userIds: [id] })).body;
    await admin.post('/api/v1/grants', { teamId: team.id, regionId: null, role: 'administrator' });
    expect((await admin.delete(`/api/v1/grants/${grant.id}`)).status).toBe(204);
    expect(await admin.delete(`/api/v1/teams/${team.id}`)).toMatchObject(refused);
    expect(await admin.patch(`/api/v1/teams/${team.id}`, { userIds: [] })).toMatchObject(refused);
    expect((await admin.post('/api/v1/grants', { userId: id, regionId: null, role: 'administrator' })).status).toBe(201);
    expect((await admin.delete(`/api/v1/teams/${team.id}`)).status).toBe(204);
  });
});

describe('the list of users', () => {
  const names = async (query: string) => (await admin.get(users(query))).body.items.map(({ name }: { name: string }) => name);

  it('is searched, filtered and paged', async () => {
    const { id } = await invite('Zoe', 'zoe@example.test');
    await member();
    await admin.post(users(`/${id}/disable`));
    expect(await names('')).toEqual(['Ada', 'Bob', 'Zoe']);
    expect(await names('?search=ZOE')).toEqual(['Zoe']);
    expect(await names('?search=bob@ex')).toEqual(['Bob']);
    expect(await names('?search=%25')).toEqual([]);
    expect(await names('?status=disabled')).toEqual(['Zoe']);
    expect(await names('?status=active')).toEqual(['Ada', 'Bob']);
    expect(await names('?status=invited')).toEqual([]);
    expect(await names('?role=administrator')).toEqual(['Ada']);
    expect(await names('?pageSize=1&pageNumber=3')).toEqual(['Zoe']);
  });

  it('shows a region admin who they are, and of whom they grant roles to nothing else', async () => {
    const { id } = await invite('Zoe', 'zoe@example.test');
    await member();
    await admin.post(users(`/${id}/disable`));
    const chief = await signInWith(plane.prisma, 'chief', [{ regionId: 'north', role: 'region-admin' }]);
    const { body } = await chief.get(users('?search=example.test'));
    expect(body.items.map(({ name, details }: { name: string; details: unknown }) => [name, details])).toEqual([
      ['Ada', null],
      ['Bob', null],
      ['chief', null],
    ]);
    expect(await chief.get(users('?status=disabled'))).toMatchObject({ status: 403, body: { code: 'MissingRole' } });
  });
});

it('a deleted user is gone with all that was theirs, but for the operation log', async () => {
  const { id, api } = await member();
  await admin.post('/api/v1/grants', { userId: id, regionId: 'north', role: 'operator' });
  expect((await admin.delete(users(`/${id}`))).status).toBe(204);
  expect((await api.get('/api/v1/me')).status).toBe(401);
  expect(await admin.get(users(`/${id}`))).toMatchObject({ status: 404, body: { code: 'UserNotFound' } });
  expect(await plane.prisma.accessGrant.count({ where: { userId: id } })).toBe(0);
  const actions = await plane.prisma.auditEntry.findMany({ where: { resourceId: id }, select: { action: true } });
  expect(actions.map(({ action }) => action)).toEqual(expect.arrayContaining(['user:created', 'user:password-set', 'user:deleted']));
});
