import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CREDENTIALS_PER_USER_MAX } from '#domain/limits.ts';
import type { RegionRole } from '#domain/role.ts';
import type { Role } from '#prisma/client.ts';
import { ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { signInWith } from '#test/users.ts';
import { waitFor } from '#test/wait.ts';
import { findAccessKey } from './find-access-key.ts';
import { removeExpiredCredentials } from './remove-expired.ts';
import { hashToken, isToken, newToken } from './secrets.ts';

type User = Awaited<ReturnType<typeof signInWith>>;

/** API tokens and access keys: who may make them, what they may, and when they stop. */
let plane: ControlPlane;
let ann: User;
let bob: User;
let ada: User;
let logged: string;

const NORTH_OPERATOR: RegionRole = { regionId: 'north', role: 'operator' };
const VIEWER = [{ regionId: 'north', role: 'viewer' }];
const input = (changes: object = {}) => ({ kind: 'api-token', name: 'ci', scopes: [NORTH_OPERATOR], expiresAt: null, ...changes });
const make = (changes: object = {}, user: ApiClient = ann) => user.post('/api/v1/me/credentials', input(changes));
const token = async (changes: object = {}, user: ApiClient = ann): Promise<string> => (await make(changes, user)).body.secret;
const bearer = (secret: string, more: Record<string, string> = {}) => ({
  headers: { authorization: `Bearer ${secret}`, origin: '', ...more },
});
const ask = (secret: string, path = '/api/v1/servers?regionId=north') => new ApiClient().request('GET', path, bearer(secret));

beforeAll(async () => {
  plane = await startControlPlane();
  ann = await signInWith(plane.prisma, 'ann', []);
  bob = await signInWith(plane.prisma, 'bob', [{ regionId: 'north', role: 'region-admin' }]);
  ada = await signInWith(plane.prisma, 'ada', [{ regionId: null, role: 'administrator' }]);
});
afterAll(() => plane.close());
beforeEach(async () => {
  const { prisma } = plane;
  await prisma.credential.deleteMany();
  await prisma.accessGrant.deleteMany({ where: { userId: ann.userId } });
  await prisma.accessGrant.create({ data: { userId: ann.userId, regionId: 'north', role: 'operator', createdBy: 'test' } });
  await prisma.user.update({ where: { id: ann.userId }, data: { disabledAt: null } });
  await prisma.session.updateMany({ data: { authenticatedAt: new Date() } });
  logged = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    logged += String(text);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

describe('a new credential', () => {
  it('is a token that secret scanners recognise, and works at once', async () => {
    const { status, body } = await make({ expiresAt: '2100-01-01T00:00:00Z' });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^tok-[0-9a-f]{16}$/),
      kind: 'api-token',
      name: 'ci',
      scopes: [{ ...NORTH_OPERATOR, effectiveRole: 'operator' }],
      createdAt: expect.any(String),
      expiresAt: '2100-01-01T00:00:00.000Z',
      isExpired: false,
      lastUsedAt: null,
      lastUsedAddress: null,
      secret: expect.stringMatching(/^oslb_[\w-]{43}[0-9a-f]{8}$/),
    });
    expect(isToken(body.secret)).toBe(true);
    expect((await ask(body.secret)).status).toBe(200);
  });

  it('is shown once: not in lists, the operation log, the log, or any table', async () => {
    const { body: made } = await make({}, ann);
    const { body: key } = await make({ kind: 'access-key' });
    await ask(made.secret);
    await ask(`${made.secret.slice(0, -1)}!`);
    const { body: list } = await ann.get('/api/v1/me/credentials');
    expect(list).toHaveLength(2);
    const dump = JSON.stringify(list) + logged + (await everyRow());
    for (const secret of [made.secret, made.secret.slice(5, -8), key.secret]) {
      expect(dump).not.toContain(secret);
    }
    expect(dump).toContain(made.id);
  });

  it('that is made again with the same Idempotency-Key is not made, and not shown again', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await ann.post('/api/v1/me/credentials', input(), headers);
    const again = await ann.post('/api/v1/me/credentials', input(), headers);
    expect(again.status).toBe(201);
    expect(again.body).toEqual({ ...first.body, secret: null });
    expect((await ann.get('/api/v1/me/credentials')).body).toHaveLength(1);
    expect(await everyRow()).not.toContain(first.body.secret);
  });

  it('as an access key has a secret that can be read again with OPENSLB_SECRET', async () => {
    const { body } = await make({ kind: 'access-key' });
    expect(body).toMatchObject({ id: expect.stringMatching(/^OSLB[A-Z0-9]{16}$/), secret: expect.stringMatching(/^[A-Za-z0-9]{30}$/) });
    const found = await findAccessKey(plane.prisma, body.id);
    expect(found).toEqual({
      actor: { type: 'user', id: ann.userId, name: 'ann', credential: { id: body.id, name: 'ci' } },
      secret: body.secret,
    });
    expect((await ask(body.secret)).status).toBe(401);
    await plane.prisma.user.update({ where: { id: ann.userId }, data: { disabledAt: new Date() } });
    expect(await findAccessKey(plane.prisma, body.id)).toBeNull();
    expect(await findAccessKey(plane.prisma, 'OSLBNONE')).toBeNull();
  });

  it.each<[string, object, { status: number; code: string; path: string; missing?: object }]>([
    ['more than its user has there', { scopes: [{ regionId: 'north', role: 'region-admin' }] }, raise('region-admin', 'north')],
    ['a role everywhere, of who has one somewhere', { scopes: [{ regionId: null, role: 'viewer' }] }, raise('viewer', null)],
    [
      'a role everywhere beside a good scope',
      { scopes: [VIEWER[0], { regionId: null, role: 'administrator' }] },
      raise('administrator', null, 1),
    ],
    [
      'a region that its user does not see',
      { scopes: [{ regionId: 'south', role: 'viewer' }] },
      refusal('scopes.0.regionId', 'InvalidRegionId.NotFound', 404),
    ],
    [
      'a region that is not there',
      { scopes: [{ regionId: 'nowhere', role: 'viewer' }] },
      refusal('scopes.0.regionId', 'InvalidRegionId.NotFound', 404),
    ],
    ['an administrator of one region', { scopes: [{ regionId: 'north', role: 'administrator' }] }, refusal('scopes.0.role')],
    ['a region twice', { scopes: [NORTH_OPERATOR, VIEWER[0]] }, refusal('scopes')],
    ['no scope', { scopes: [] }, refusal('scopes')],
    ['a made-up role', { scopes: [{ regionId: 'north', role: 'root' }] }, refusal('scopes.0.role')],
    ['another kind', { kind: 'password' }, refusal('kind')],
    ['no name', { name: ' ' }, refusal('name')],
    ['a name of two lines', { name: 'ci\n{"level":"error"}' }, refusal('name')],
    ['an end that is past', { expiresAt: '2020-01-01T00:00:00Z' }, refusal('expiresAt')],
    ['no word on its end', { expiresAt: undefined }, refusal('expiresAt')],
    ['a field of the table', { userId: 'somebody' }, refusal('userId')],
    ['a hash of its own', { tokenHash: 'x' }, refusal('tokenHash')],
  ])('with %s is refused', async (_, changes, { status, code, path, missing }) => {
    const answer = await make(changes);
    expect({
      status: answer.status,
      code: answer.body.code,
      paths: answer.body.issues.map((issue: { path: string }) => issue.path),
    }).toEqual({
      status,
      code,
      paths: [path],
    });
    expect(answer.body.missing).toEqual(missing);
    expect(await plane.prisma.credential.count({ where: { userId: ann.userId } })).toBe(0);
  });

  it('cannot be the 21st, not even when all are made at once', async () => {
    const answers = await Promise.all(Array.from({ length: CREDENTIALS_PER_USER_MAX + 4 }, () => make()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(CREDENTIALS_PER_USER_MAX);
    expect(answers.filter(({ body }) => body.code === 'CredentialNumberOverLimit')).toHaveLength(4);
    expect((await make({}, bob)).status).toBe(201);
  });
});

function refusal(path: string, code = 'InvalidParameter', status = 400) {
  return { status, code, path };
}

function raise(role: string, regionId: string | null, index = 0) {
  return { ...refusal(`scopes.${index}.role`, 'MissingRole', 403), missing: { role, regionId } };
}

describe('a token', () => {
  it('may what its scopes say, of what its user may', async () => {
    const secret = await token({ scopes: VIEWER });
    expect((await ask(secret)).status).toBe(200);
    const write = await new ApiClient().request('POST', '/api/v1/load-balancers', { ...bearer(secret), body: { regionId: 'north' } });
    expect(write).toMatchObject({ status: 403, body: { code: 'MissingRole', missing: { role: 'operator', regionId: 'north' } } });
    expect((await ask(secret, '/api/v1/servers?regionId=south')).status).toBe(404);
    expect((await ask(secret, '/api/v1/me')).body).toMatchObject({ id: ann.userId, credential: { name: 'ci' }, roleEverywhere: null });
  });

  it('writes without an origin, and the operation log says by which token', async () => {
    const { body: made } = await make();
    const answer = await new ApiClient().request('POST', '/api/v1/load-balancers', { ...bearer(made.secret), body: { regionId: 'north' } });
    expect(answer.status).toBe(201);
    expect(answer.headers.getSetCookie()).toEqual([]);
    const entry = await plane.prisma.auditEntry.findFirstOrThrow({ where: { resourceId: answer.body.id } });
    expect(entry).toMatchObject({ actorId: ann.userId, actorName: 'ann', credentialId: made.id, credentialName: 'ci' });
  });

  it('loses with its user what the user loses', async () => {
    const secret = await token();
    await setRole('viewer');
    const write = () => new ApiClient().request('POST', '/api/v1/load-balancers', { ...bearer(secret), body: { regionId: 'north' } });
    expect((await write()).body.code).toBe('MissingRole');
    expect((await ann.get('/api/v1/me/credentials')).body[0].scopes).toEqual([{ ...NORTH_OPERATOR, effectiveRole: 'viewer' }]);
    await plane.prisma.accessGrant.deleteMany({ where: { userId: ann.userId } });
    expect((await ask(secret)).status).toBe(404);
    expect((await ann.get('/api/v1/me/credentials')).body[0].scopes).toEqual([{ ...NORTH_OPERATOR, effectiveRole: null }]);
  });

  it('gains nothing when its user gains', async () => {
    const secret = await token({ scopes: VIEWER });
    await setRole('region-admin');
    const write = await new ApiClient().request('POST', '/api/v1/load-balancers', { ...bearer(secret), body: { regionId: 'north' } });
    expect(write.body.code).toBe('MissingRole');
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    [
      'expired',
      (id) => plane.prisma.$executeRaw`UPDATE credential SET created_at = '2020-01-01', expires_at = '2020-01-02' WHERE id = ${id}`,
    ],
    ['revoked', (id) => ann.delete(`/api/v1/me/credentials/${id}`)],
    ['of a disabled user', () => plane.prisma.user.update({ where: { id: ann.userId }, data: { disabledAt: new Date() } })],
  ])('that is %s is refused like one that never was', async (_, act) => {
    const { body: made } = await make();
    expect((await ask(made.secret)).status).toBe(200);
    await act(made.id);
    const [refused, unknown] = [await ask(made.secret), await ask(newToken())];
    const facts = ({ status, headers, body }: typeof refused) => ({
      status,
      challenge: headers.get('www-authenticate'),
      body: { ...body, requestId: '' },
    });
    expect(facts(refused)).toEqual(facts(unknown));
    expect(facts(refused)).toMatchObject({ status: 401, challenge: 'Bearer realm="OpenSLB"', body: { code: 'Unauthenticated' } });
  });

  it('that expired stands in the operation log when somebody still uses it, once and not each time', async () => {
    const { body: made } = await make();
    await plane.prisma.$executeRaw`UPDATE credential SET created_at = '2020-01-01', expires_at = '2020-01-02' WHERE id = ${made.id}`;
    await ask(made.secret);
    await ask(made.secret);
    const refusals = () => plane.prisma.auditEntry.findMany({ where: { action: 'credential:refused', resourceId: made.id } });
    await waitFor(async () => (await refusals()).length > 0);
    expect(await refusals()).toMatchObject([{ actorId: ann.userId, credentialId: made.id, after: { reason: 'expired' } }]);
    expect((await ann.get('/api/v1/me/credentials')).body).toMatchObject([{ id: made.id, isExpired: true }]);
  });

  it('tells when and from where it was used last', async () => {
    process.env.OPENSLB_CLIENT_ADDRESS_HEADER = 'x-real-ip';
    try {
      const { body: made } = await make();
      await new ApiClient().request('GET', '/api/v1/regions', bearer(made.secret, { 'x-real-ip': '203.0.113.7' }));
      await new ApiClient().request('GET', '/api/v1/regions', bearer(made.secret, { 'x-real-ip': '203.0.113.8' }));
      const [listed] = await waitFor(async () => {
        const { body } = await ann.get('/api/v1/me/credentials');
        return body[0].lastUsedAt !== null && body;
      });
      expect(listed).toMatchObject({ id: made.id, lastUsedAddress: '203.0.113.7' });
      expect(Math.abs(Date.parse(listed.lastUsedAt) - Date.now())).toBeLessThan(60_000);
    } finally {
      delete process.env.OPENSLB_CLIENT_ADDRESS_HEADER;
    }
  });

  it.each<[string, string]>([
    ['nothing', 'Bearer'],
    ['an empty token', 'Bearer '],
    ['a made-up token', `Bearer oslb_${'x'.repeat(43)}00000000`],
    ['a token of another product', 'Bearer ghp_0123456789'],
    ['two tokens', 'Bearer a, Bearer b'],
    ['a megabyte', `Bearer ${'x'.repeat(1_000_000)}`],
    ['a token with what breaks SQL', `Bearer oslb_' OR 1=1 --`],
  ])('that is %s is refused, and the cookie beside it is not looked at', async (_, authorization) => {
    const answer = await ann.request('GET', '/api/v1/regions', { headers: { authorization } });
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 401, code: 'Unauthenticated' });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  it('with one character changed is refused without asking the database', async () => {
    const secret = await token();
    const changed = `${secret.slice(0, 10)}${secret[10] === 'a' ? 'b' : 'a'}${secret.slice(11)}`;
    expect(isToken(changed)).toBe(false);
    expect((await ask(changed)).status).toBe(401);
  });

  it('is no word for a page of another site: what a browser sends by itself is a cookie, which needs the origin', async () => {
    const headers = { authorization: 'Basic YWRhOmFkYQ==', origin: 'https://evil.test' };
    const { status, body } = await ann.request('POST', '/api/v1/load-balancers', { headers, body: { regionId: 'north' } });
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'Forbidden' });
  });

  it('opens neither sign-in nor setup', async () => {
    const secret = await token();
    const signOut = await new ApiClient().request('POST', '/api/auth/sign-out', { ...bearer(secret), body: {} });
    expect(signOut.status).toBe(403);
    const setup = await new ApiClient().request('POST', '/api/setup', { ...bearer(secret), body: {} });
    expect(setup.status).toBe(403);
  });

  it('sees of the credentials of its user only itself, and can make or revoke none', async () => {
    const { body: made } = await make();
    const { body: other } = await make({ name: 'other' });
    expect((await ask(made.secret, '/api/v1/me/credentials')).body).toMatchObject([{ id: made.id }]);
    const client = new ApiClient();
    const made2 = await client.request('POST', '/api/v1/me/credentials', { ...bearer(made.secret), body: input({ scopes: VIEWER }) });
    expect(made2).toMatchObject({ status: 403, body: { code: 'SessionRequired' } });
    for (const id of [made.id, other.id]) {
      const revoked = await client.request('DELETE', `/api/v1/me/credentials/${id}`, bearer(made.secret));
      expect(revoked).toMatchObject({ status: 403, body: { code: 'SessionRequired' } });
    }
  });

  it('that was good before goes on while somebody tries many that are not, who has to wait', async () => {
    process.env.OPENSLB_CLIENT_ADDRESS_HEADER = 'x-real-ip';
    const from = { 'x-real-ip': '203.0.113.66' };
    const askFrom = (secret: string) => new ApiClient().request('GET', '/api/v1/regions', bearer(secret, from));
    try {
      const [good, fresh] = [await token(), await token()];
      expect((await askFrom(good)).status).toBe(200);
      const answers: number[] = [];
      while (!answers.includes(429) && answers.length < 300) {
        answers.push((await askFrom(newToken())).status);
      }
      expect(answers.at(-1)).toBe(429);
      expect((await askFrom(fresh)).body.code).toBe('TooManyRequests');
      expect((await askFrom(good)).status).toBe(200);
      expect((await ask(fresh)).status).toBe(200);
    } finally {
      delete process.env.OPENSLB_CLIENT_ADDRESS_HEADER;
    }
  });
});

describe('the credentials of others', () => {
  it('are not there for a user, and an administrator sees and revokes them', async () => {
    const { body: made } = await make();
    expect((await bob.delete(`/api/v1/me/credentials/${made.id}`)).body.code).toBe('CredentialNotFound');
    expect((await bob.get(`/api/v1/users/${ann.userId}/credentials`)).body.code).toBe('MissingRole');
    expect((await ada.get(`/api/v1/users/${ann.userId}/credentials`)).body).toMatchObject([{ id: made.id }]);
    expect((await ada.get('/api/v1/users/none/credentials')).body.code).toBe('UserNotFound');
    expect((await ada.delete(`/api/v1/users/${bob.userId}/credentials/${made.id}`)).body.code).toBe('CredentialNotFound');
    const revokes = await Promise.all([1, 2].map(() => ada.delete(`/api/v1/users/${ann.userId}/credentials/${made.id}`)));
    expect(revokes.map(({ status }) => status).sort()).toEqual([204, 404]);
    expect((await ask(made.secret)).status).toBe(401);
    const entry = await plane.prisma.auditEntry.findFirstOrThrow({ where: { action: 'credential:revoked', resourceId: made.id } });
    expect(entry).toMatchObject({ actorId: ada.userId, before: { userId: ann.userId, name: 'ci' } });
  });
});

it('a user who goes takes their credentials along', async () => {
  const { prisma } = plane;
  const { id } = await prisma.user.create({ data: { id: randomUUID(), name: 'gone', email: 'gone@example.test' } });
  const secret = newToken();
  await prisma.credential.create({ data: { id: 'tok-gone', kind: 'api_token', name: 'ci', userId: id, tokenHash: hashToken(secret) } });
  expect((await ask(secret, '/api/v1/regions')).status).toBe(200);
  await prisma.user.delete({ where: { id } });
  expect((await ask(secret, '/api/v1/regions')).status).toBe(401);
  expect(await prisma.credential.count({ where: { userId: id } })).toBe(0);
});

it('making and revoking take a session whose user has proved who they are lately', async () => {
  const { body: made } = await make();
  await plane.prisma.session.updateMany({
    where: { userId: ann.userId },
    data: { authenticatedAt: new Date(Date.now() - 3600_000) },
  });
  expect((await make()).body.code).toBe('ReauthenticationRequired');
  expect((await ann.delete(`/api/v1/me/credentials/${made.id}`)).body.code).toBe('ReauthenticationRequired');
});

it('what expired 90 days ago is removed, and nothing else', async () => {
  const ids = await Promise.all(['old', 'young', 'endless'].map(async (name) => String((await make({ name })).body.id)));
  const expire = (id: string | undefined, days: number) =>
    plane.prisma
      .$executeRaw`UPDATE credential SET created_at = now() - interval '1 year', expires_at = now() - make_interval(days => ${days}) WHERE id = ${id}`;
  await expire(ids[0], 91);
  await expire(ids[1], 89);
  await Promise.all([removeExpiredCredentials(plane.prisma), removeExpiredCredentials(plane.prisma)]);
  const left = await plane.prisma.credential.findMany({ where: { userId: ann.userId }, orderBy: { name: 'asc' } });
  expect(left.map(({ name }) => name)).toEqual(['endless', 'young']);
  const entries = await plane.prisma.auditEntry.findMany({ where: { action: 'credential:deleted' } });
  expect(entries).toMatchObject([{ actorType: 'system', resourceId: ids[0] }]);
});

async function setRole(role: string): Promise<void> {
  await plane.prisma.accessGrant.updateMany({ where: { userId: ann.userId }, data: { role: role.replace('-', '_') as Role } });
}

/** All that the database holds, as text. */
async function everyRow(): Promise<string> {
  const tables = await plane.prisma.$queryRaw<{ name: string }[]>`
    SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'`;
  const texts = await Promise.all(
    tables.map(({ name }) =>
      plane.prisma.$queryRawUnsafe<{ text: string | null }[]>(`SELECT string_agg(t::text, '') AS text FROM ${name} t`),
    ),
  );
  return texts
    .flat()
    .map(({ text }) => text ?? '')
    .join('\n');
}
