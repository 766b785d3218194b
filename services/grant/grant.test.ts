import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { signInWith } from '#test/users.ts';

/** What grants give, to whom, and who may give them; all over the API. */
let plane: ControlPlane;
let admin: ApiClient;

beforeAll(async () => {
  plane = await startControlPlane();
  admin = await plane.signIn();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.team.deleteMany();
});

const grant = (input: object, api: ApiClient = admin) => api.post('/api/v1/grants', input);
const team = async (userIds: string[], name = `team ${Math.random()}`) => (await admin.post('/api/v1/teams', { name, userIds })).body.id;
/** The roles that somebody has, as they are told. */
const rolesOf = async (api: ApiClient) =>
  (await api.get('/api/v1/me')).body.roles.map(({ regionId, role }: { regionId: string; role: string }) => `${regionId} ${role}`);

describe('a role', () => {
  it('is the highest of what a user and their teams were granted there, and holds at once', async () => {
    const user = await signInWith(plane.prisma, 'bob', []);
    expect(await rolesOf(user)).toEqual([]);
    const own = (await grant({ userId: user.userId, regionId: 'north', role: 'viewer' })).body;
    expect(await rolesOf(user)).toEqual(['north viewer']);
    const teamId = await team([user.userId]);
    const ofTeam = (await grant({ teamId, regionId: 'north', role: 'region-admin' })).body;
    expect(await rolesOf(user)).toEqual(['north region-admin']);
    await grant({ teamId, regionId: null, role: 'viewer' });
    expect(await rolesOf(user)).toEqual(['north region-admin', 'south viewer']);
    await admin.patch(`/api/v1/grants/${ofTeam.id}`, { role: 'operator' });
    expect(await rolesOf(user)).toEqual(['north operator', 'south viewer']);
    await admin.patch(`/api/v1/teams/${teamId}`, { userIds: [] });
    expect(await rolesOf(user)).toEqual(['north viewer']);
    await admin.delete(`/api/v1/grants/${own.id}`);
    expect(await rolesOf(user)).toEqual([]);
    expect((await user.get('/api/v1/servers?regionId=north')).status).toBe(404);
  });

  it('is told with what gives it', async () => {
    const user = await signInWith(plane.prisma, 'bob', [{ regionId: 'north', role: 'viewer' }]);
    const teamId = await team([user.userId], 'Night shift');
    await grant({ teamId, regionId: null, role: 'operator' });
    const { body } = await admin.get(`/api/v1/regions/north/access?search=${user.userId}`);
    expect(body.items).toMatchObject([
      {
        user: { id: user.userId },
        role: 'operator',
        roles: [
          { role: 'operator', regionId: null, teamName: 'Night shift' },
          { role: 'viewer', regionId: 'north', teamId: null },
        ],
      },
    ]);
    const southern = (await admin.get(`/api/v1/regions/south/access?search=${user.userId}`)).body.items;
    expect(southern).toMatchObject([{ role: 'operator', roles: [{ teamName: 'Night shift' }] }]);
    await plane.prisma.user.update({ where: { id: user.userId }, data: { disabledAt: new Date() } });
    expect((await admin.get(`/api/v1/regions/north/access?search=${user.userId}`)).body.items).toEqual([]);
  });
});

describe('refused is', () => {
  it.each([
    ['a grant for nobody', { regionId: 'north', role: 'viewer' }, 400, 'InvalidParameter', 'userId'],
    ['a grant for a user and a team', { userId: 'u', teamId: 't', regionId: 'north', role: 'viewer' }, 400, 'InvalidParameter', 'userId'],
    ['a grant without a region', { userId: 'u', role: 'viewer' }, 400, 'InvalidParameter', 'regionId'],
    ['an unknown role', { userId: 'u', regionId: 'north', role: 'root' }, 400, 'InvalidParameter', 'role'],
    ['an administrator of one region', { userId: 'u', regionId: 'north', role: 'administrator' }, 400, 'InvalidParameter', 'regionId'],
    ['an unknown user', { userId: 'u', regionId: 'north', role: 'viewer' }, 404, 'UserNotFound', 'userId'],
    ['an unknown team', { teamId: 't', regionId: 'north', role: 'viewer' }, 404, 'TeamNotFound', 'teamId'],
    ['an unknown region', { userId: 'u', regionId: 'nowhere', role: 'viewer' }, 404, 'InvalidRegionId.NotFound', 'regionId'],
    ['a field of ours', { userId: 'u', regionId: 'north', role: 'viewer', createdBy: 'Eve' }, 400, 'InvalidParameter', 'createdBy'],
  ])('%s', async (_, input, status, code, path) => {
    const answer = await grant(input);
    expect(answer).toMatchObject({ status, body: { code, issues: [{ path }] } });
  });

  it('a second grant for the same there, also at the same moment', async () => {
    const { userId } = await signInWith(plane.prisma, 'bob', []);
    const input = { userId, regionId: null, role: 'viewer' };
    const answers = await Promise.all([grant(input), grant({ ...input, role: 'operator' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await grant(input)).toMatchObject({ status: 409, body: { code: 'GrantExists' } });
  });
});

describe('who administers a region', () => {
  it('gives, changes and takes roles there, up to their own', async () => {
    const chief = await signInWith(plane.prisma, 'chief', [{ regionId: 'north', role: 'region-admin' }]);
    const { userId } = await signInWith(plane.prisma, 'bob', []);
    const made = await grant({ userId, regionId: 'north', role: 'region-admin' }, chief);
    expect(made).toMatchObject({
      status: 201,
      body: { role: 'region-admin', createdBy: 'chief', user: { id: userId }, regionName: 'North' },
    });
    expect((await chief.patch(`/api/v1/grants/${made.body.id}`, { role: 'viewer' })).body.role).toBe('viewer');
    expect(await chief.patch(`/api/v1/grants/${made.body.id}`, { role: 'administrator' })).toMatchObject({
      status: 400,
      body: { issues: [{ path: 'role' }] },
    });
    expect((await chief.delete(`/api/v1/grants/${made.body.id}`)).status).toBe(204);
  });

  it('gives none elsewhere, none for all regions, and changes nothing that is not theirs', async () => {
    const chief = await signInWith(plane.prisma, 'chief', [{ regionId: 'north', role: 'region-admin' }]);
    const { userId } = await signInWith(plane.prisma, 'bob', []);
    expect(await grant({ userId, regionId: 'south', role: 'viewer' }, chief)).toMatchObject({
      status: 404,
      body: { code: 'InvalidRegionId.NotFound' },
    });
    const missing = { status: 403, body: { code: 'MissingRole', missing: { role: 'administrator', regionId: null } } };
    for (const role of ['viewer', 'administrator']) {
      expect(await grant({ userId: chief.userId, regionId: null, role }, chief)).toMatchObject(missing);
    }
    const everywhere = (await grant({ userId, regionId: null, role: 'viewer' })).body.id;
    const southern = (await grant({ userId, regionId: 'south', role: 'viewer' })).body.id;
    expect(await chief.patch(`/api/v1/grants/${everywhere}`, { role: 'operator' })).toMatchObject(missing);
    expect(await chief.delete(`/api/v1/grants/${everywhere}`)).toMatchObject(missing);
    expect(await chief.delete(`/api/v1/grants/${southern}`)).toMatchObject({ status: 404, body: { code: 'GrantNotFound' } });
    expect(await chief.delete('/api/v1/grants/grt-none')).toMatchObject({ status: 404, body: { code: 'GrantNotFound' } });
    expect(await plane.prisma.accessGrant.count({ where: { id: { in: [everywhere, southern] } } })).toBe(2);
    const seen = (await chief.get('/api/v1/grants?regionId=north&pageSize=100')).body.items;
    expect(seen.map(({ id }: { id: string }) => id)).toContain(everywhere);
    expect(seen.map(({ id }: { id: string }) => id)).not.toContain(southern);
    expect((await chief.get('/api/v1/grants')).status).toBe(403);
    expect((await chief.get('/api/v1/grants?regionId=south')).status).toBe(404);
  });

  it('of all regions gives roles in each, but none that holds in all', async () => {
    const chief = await signInWith(plane.prisma, 'chief', [{ regionId: null, role: 'region-admin' }]);
    const { userId } = await signInWith(plane.prisma, 'bob', []);
    expect((await grant({ userId, regionId: 'south', role: 'region-admin' }, chief)).status).toBe(201);
    expect((await grant({ userId, regionId: null, role: 'viewer' }, chief)).status).toBe(403);
    expect((await chief.get('/api/v1/grants')).status).toBe(403);
  });
});

it('the operation log tells of a grant for whom, where and which role, also when user and team are gone', async () => {
  const { userId } = await signInWith(plane.prisma, 'bob', []);
  const { id } = (await grant({ userId, regionId: 'north', role: 'viewer' })).body;
  await admin.patch(`/api/v1/grants/${id}`, { role: 'operator' });
  await admin.delete(`/api/v1/grants/${id}`);
  const { email } = await plane.prisma.user.findUniqueOrThrow({ where: { id: userId } });
  const entries = await plane.prisma.auditEntry.findMany({ where: { resourceId: id }, orderBy: { at: 'asc' } });
  expect(entries).toMatchObject([
    { action: 'grant:created', regionId: 'north', before: null, after: { user: email, role: 'viewer', regionId: 'north' } },
    { action: 'grant:updated', before: { role: 'viewer' }, after: { role: 'operator' } },
    { action: 'grant:deleted', before: { user: email, role: 'operator' }, after: null },
  ]);
});

describe('a team', () => {
  it('is named once, whatever the case, and has each member once', async () => {
    const { userId } = await signInWith(plane.prisma, 'bob', []);
    await team([], 'Night shift');
    const create = (input: object) => admin.post('/api/v1/teams', input);
    expect(await create({ name: 'NIGHT shift' })).toMatchObject({ status: 409, body: { code: 'TeamExists', issues: [{ path: 'name' }] } });
    expect(await create({ name: 'x', userIds: [userId, userId] })).toMatchObject({ status: 400, body: { issues: [{ path: 'userIds' }] } });
    expect(await create({ name: 'x', userIds: ['nobody'] })).toMatchObject({ status: 404, body: { code: 'UserNotFound' } });
    expect(await create({ name: ' ' })).toMatchObject({ status: 400, body: { issues: [{ path: 'name' }] } });
    expect(await plane.prisma.team.count()).toBe(1);
  });

  it('that is deleted takes its grants along, and says so in the operation log', async () => {
    const user = await signInWith(plane.prisma, 'bob', []);
    const id = await team([user.userId], 'Night shift');
    await grant({ teamId: id, regionId: 'north', role: 'operator' });
    expect((await admin.delete(`/api/v1/teams/${id}`)).status).toBe(204);
    expect(await rolesOf(user)).toEqual([]);
    const [entry] = await plane.prisma.auditEntry.findMany({ where: { resourceId: id, action: 'team:deleted' } });
    expect(entry?.before).toMatchObject({
      name: 'Night shift',
      members: [{ userId: user.userId }],
      grants: [{ regionId: 'north', role: 'operator' }],
    });
  });

  it('is found by its name and by its members; a region admin sees whom it brings along, and not what else it may', async () => {
    const user = await signInWith(plane.prisma, 'zoe', []);
    const id = await team([user.userId], 'Night shift');
    await grant({ teamId: id, regionId: 'south', role: 'operator' });
    const chief = await signInWith(plane.prisma, 'chief', [{ regionId: 'north', role: 'region-admin' }]);
    for (const search of ['night', 'ZOE', id]) {
      expect((await chief.get(`/api/v1/teams?search=${search}`)).body.items).toMatchObject([
        { id, members: [{ name: 'zoe' }], roles: null },
      ]);
    }
    expect((await admin.get(`/api/v1/teams/${id}`)).body).toMatchObject({ roles: [{ role: 'operator', regionId: 'south' }] });
    expect(await chief.patch(`/api/v1/teams/${id}`, { userIds: [chief.userId] })).toMatchObject({ status: 403 });
    expect(await admin.get('/api/v1/teams/team-none')).toMatchObject({ status: 404, body: { code: 'TeamNotFound' } });
  });
});
