import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ERROR_STATUS, type ErrorCode } from '#domain/error-code.ts';
import { totpCode, totpStep } from '#services/auth/totp.ts';
import { ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { signInWith } from '#test/users.ts';
import { OPERATIONS } from './openapi/operations.ts';

/**
 * Every operation of the API by every role, in its own region and in another one. What each is answered is the table of
 * docs/permissions.md, which people read and this test holds true.
 */
const ROOT = join(import.meta.dirname, '..', '..');
const USERS = ['no role', 'elsewhere', 'viewer', 'operator', 'region admin', 'administrator'] as const;
type User = (typeof USERS)[number];
/** What is not said to be refused is let through to the rules that hold for everybody. */
type Answer = 'yes' | '403' | '404';

const TABLE = readTable();
const operations = Object.entries(OPERATIONS).flatMap(([path, verbs]) => Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${path}`));

let plane: ControlPlane;
let users: Record<User, ApiClient & { userId: string }>;
/** Of the administrator, with all that one may. */
let token: string;
/** `me`: a session, or credential, of somebody else. */
const ids: Record<string, string> = { me: 'a-session', regions: 'north', servers: 'srv-one', nodes: 'node-1' };

beforeAll(async () => {
  plane = await startControlPlane();
  const { prisma } = plane;
  const north = { regionId: 'north' };
  users = {
    'no role': await signInWith(prisma, 'nobody', []),
    elsewhere: await signInWith(prisma, 'elsewhere', [{ regionId: 'south', role: 'region-admin' }]),
    viewer: await signInWith(prisma, 'viewer', [{ ...north, role: 'viewer' }]),
    operator: await signInWith(prisma, 'operator', [{ ...north, role: 'operator' }]),
    'region admin': await signInWith(prisma, 'region-admin', [{ ...north, role: 'region-admin' }]),
    administrator: await signInWith(prisma, 'administrator', [{ regionId: null, role: 'administrator' }]),
  };
  await furnish(users.administrator);
  const credential = { id: 'tok-1', kind: 'api_token', name: 'ci', tokenHash: 'x' } as const;
  await prisma.credential.create({ data: { ...credential, userId: String(ids.users) } });
  const everything = { kind: 'api-token', name: 'all', scopes: [{ regionId: null, role: 'administrator' }], expiresAt: null };
  token = (await users.administrator.post('/api/v1/me/credentials', everything)).body.secret;
});
afterAll(() => plane.close());

async function furnish(api: ApiClient): Promise<void> {
  const make = async (path: string, body: object) => String((await api.post(`/api/v1${path}`, body)).body.id);
  const instance = await make('/load-balancers', { regionId: 'north', name: 'web' });
  ids['load-balancers'] = instance;
  ids['active-standby-groups'] = await make(`/load-balancers/${instance}/active-standby-groups`, valid.group());
  ids['vserver-groups'] = await make(`/load-balancers/${instance}/vserver-groups`, valid.vserverGroup());
  ids['access-control-lists'] = await make('/access-control-lists', { regionId: 'north', name: 'office' });
  ids.listeners = await make(`/load-balancers/${instance}/listeners`, valid.listener(ids['active-standby-groups'], { start: true }));
  ids.probes = await make(`/active-standby-groups/${ids['active-standby-groups']}/check-standby`, {});
  ids['failover-drills'] = await make(`/active-standby-groups/${ids['active-standby-groups']}/drills`, { seconds: 600, reason: 'test' });
  ids.users = await make('/users', { name: 'Bob', email: 'bob@example.test' });
  ids.teams = await make('/teams', { name: 'Night shift' });
  ids.grants = await make('/grants', { teamId: ids.teams, regionId: 'north', role: 'operator' });
  const session = { id: 'of-bob', token: 'of-bob', userId: ids.users, expiresAt: new Date('2100-01-01') };
  ids.sessions = (await plane.prisma.session.create({ data: session })).id;
  ids['operation-logs'] = (await plane.prisma.auditEntry.findFirstOrThrow({ where: { regionId: 'north' } })).id;
  const longAgo = new Date(0);
  await plane.prisma.proxyNode.create({
    data: { id: 'node-1', engine: 'userspace', version: '0', startedAt: longAgo, heartbeatAt: longAgo },
  });
}

const tags = () => ({ tags: [{ key: 'env', value: 'prod' }] });
/** What each write is sent with: right, so that nothing but permission is in the way. */
const BODIES: Record<string, (user: User) => object | Promise<object>> = {
  'PATCH /me': () => ({ name: 'Somebody' }),
  'POST /me/password': () => ({ password: 'as it is', newPassword: 'a wall of seven lamps' }),
  'POST /me/reauthenticate': () => ({ password: 'as it is' }),
  'PUT /me/two-factor': async (user) => {
    const { setup, secret } = (await users[user].get('/api/v1/me/two-factor/setup')).body;
    return { setup, code: totpCode(secret, totpStep(Date.now())) };
  },
  'POST /me/two-factor/disable': () => ({}),
  'POST /me/two-factor/recovery-codes': () => ({}),
  'PATCH /security-settings': () => ({ sessionIdleMinutes: 30 }),
  'POST /me/credentials': () => ({
    kind: 'api-token',
    name: 'ci',
    scopes: [{ regionId: 'north', role: 'viewer' }],
    expiresAt: null,
  }),
  'POST /regions': () => ({ id: 'east', name: 'East' }),
  'PUT /regions': () => ({ order: ['south', 'north'] }),
  'PATCH /regions/{id}': () => ({ name: 'Norden' }),
  'POST /regions/{id}/import': () => ({ file: { format: 'openslb-configuration', version: 1 } }),
  'POST /users': () => ({ name: 'Cleo', email: 'cleo@example.test' }),
  'PATCH /users/{id}': () => ({ name: 'Robert' }),
  'POST /teams': () => ({ name: 'Day shift' }),
  'PATCH /teams/{id}': () => ({ userIds: [ids.users] }),
  'POST /grants': () => ({ userId: ids.users, regionId: 'north', role: 'region-admin' }),
  'PATCH /grants/{id}': () => ({ role: 'region-admin' }),
  'POST /servers': () => ({ regionId: 'north', name: 'three', address: '10.0.0.33' }),
  'PATCH /servers/{id}': () => ({ name: 'uno' }),
  'POST /load-balancers': () => ({ regionId: 'north' }),
  'PATCH /load-balancers/{id}': () => ({ name: 'shop' }),
  'POST /load-balancers/{id}/lock': () => ({ reason: 'audit' }),
  'PUT /load-balancers/{id}/release-schedule': () => ({ releaseAt: '2100-01-01T00:30:00Z' }),
  'POST /load-balancers/{id}/listeners': () => valid.listener(String(ids['active-standby-groups']), { port: 81 }),
  'PUT /load-balancers/{id}/default-servers': () => [{ serverId: 'srv-one' }],
  'POST /load-balancers/{id}/vserver-groups': () => valid.vserverGroup(),
  'PATCH /vserver-groups/{id}': () => ({ name: 'renamed' }),
  'POST /load-balancers/{id}/active-standby-groups': () => valid.group(),
  'PATCH /active-standby-groups/{id}': () => ({ name: 'renamed' }),
  'POST /active-standby-groups/{id}/switch': () => ({ to: 'standby', reason: 'update' }),
  'POST /active-standby-groups/{id}/drills': () => ({ seconds: 10, reason: 'rehearsal' }),
  'POST /active-standby-groups/{id}/check-standby': () => ({}),
  'PATCH /listeners/{id}': () => ({ name: 'renamed' }),
  'POST /probes': () => ({ regionId: 'north', settings: valid.healthCheck(), targets: [{ serverId: 'srv-one', port: 80 }] }),
  'POST /access-control-lists': () => ({ regionId: 'north', name: 'home' }),
  'PATCH /access-control-lists/{id}': () => ({ name: 'home' }),
  'POST /access-control-lists/{id}/entries': () => ({ entries: [{ cidr: '10.9.0.1' }] }),
  'POST /access-control-lists/{id}/entries/remove': () => ({ cidrs: ['10.8.0.0/16'] }),
  'POST /quota-requests': () => ({ regionId: 'north', name: 'acls-per-region', value: 60, reason: 'more offices' }),
  'PUT /load-balancers/{id}/tags': tags,
  'PUT /access-control-lists/{id}/tags': tags,
  'PUT /listeners/{id}/tags': tags,
  'PUT /vserver-groups/{id}/tags': tags,
  'PUT /active-standby-groups/{id}/tags': tags,
};

async function bodyOf(user: User, operation: string): Promise<object | undefined> {
  const [verb = '', path = ''] = operation.split(' ');
  const takesOne = OPERATIONS[path]?.[verb.toLowerCase() as 'post']?.body !== undefined;
  const body = BODIES[operation];
  if (takesOne !== (body !== undefined)) {
    throw new Error(`${operation}: the body of a right request is missing here.`);
  }
  return body?.(user);
}

function pathOf(operation: string): string {
  const [verb = '', path = ''] = operation.split(' ');
  const kind = path.split('/')[1] ?? '';
  const query = OPERATIONS[path]?.[verb.toLowerCase() as 'get']?.query;
  const inRegion = query && 'regionId' in query.shape ? '?regionId=north' : '';
  return `/api/v1${path
    .replace('{resourceType}', 'listener')
    .replace('{resourceId}', String(ids.listeners))
    .replace('{version}', '1')
    .replace('{sessionId}', String(ids.sessions))
    .replace('{credentialId}', 'tok-1')
    .replace('{id}', String(ids[kind]))}${inRegion}`;
}

/** A write that is let through is rehearsed only: the next one finds everything as it was. */
async function ask(user: User, operation: string, expected: Answer): Promise<string> {
  const [method = ''] = operation.split(' ');
  const isWrite = method !== 'GET';
  const path = pathOf(operation);
  const rehearsal = isWrite && expected === 'yes' ? `${path.includes('?') ? '&' : '?'}dryRun=true` : '';
  const aborter = new AbortController();
  const response = await users[user].raw(method, path + rehearsal, { body: await bodyOf(user, operation), signal: aborter.signal });
  if (response.headers.get('content-type') === 'text/event-stream') {
    aborter.abort();
    return 'yes';
  }
  const body = await response.json().catch(() => null);
  const refusal = body?.refusal?.code ?? null;
  if (response.status === 403 && body.code === 'MissingRole') {
    return '403';
  }
  if (response.status === 404 || /NotFound|NotExist/.test(refusal ?? '')) {
    return '404';
  }
  // Rules that hold for everybody may still refuse, as that what is in use stays.
  const isInTheWay = refusal !== null && ERROR_STATUS[refusal as ErrorCode] !== 409;
  return response.status < 300 && !isInTheWay ? 'yes' : `${response.status} ${body?.code ?? refusal}`;
}

/** Rows of the form `| GET /path | yes | 403 | … |`. */
function readTable(): Map<string, Record<User, Answer>> {
  const lines = readFileSync(join(ROOT, 'docs', 'permissions.md'), 'utf8').split('\n');
  const cells = lines.filter((line) => /^\| `[A-Z]+ \//.test(line)).map((line) => line.split('|').map((cell) => cell.trim()));
  return new Map(
    cells.map(([, operation = '', ...answers]) => [
      operation.replaceAll('`', ''),
      Object.fromEntries(USERS.map((user, index) => [user, answers[index]])) as Record<User, Answer>,
    ]),
  );
}

describe('docs/permissions.md', () => {
  it('has each operation of the API, and no other', () => {
    expect([...TABLE.keys()].sort()).toEqual([...operations].sort());
  });

  it('gives a role at least what the one before has', () => {
    for (const [operation, row] of TABLE) {
      const ladder = (['viewer', 'operator', 'region admin', 'administrator'] as const).map((user) => row[user] === 'yes');
      expect({ operation, ladder }).toEqual({ operation, ladder: [...ladder].sort() });
    }
  });
});

describe.each(operations)('%s', (operation) => {
  it('is answered as the table says', async () => {
    const expected = TABLE.get(operation);
    expect(expected, `${operation} is missing in docs/permissions.md`).toBeDefined();
    const answers: Record<string, string> = {};
    for (const user of USERS) {
      answers[user] = await ask(user, operation, expected?.[user] ?? '404');
    }
    expect(answers).toEqual(expected);
  });

  it('takes a session, and no token of an administrator, where its description says so', async () => {
    const [method = '', path = ''] = operation.split(' ');
    const takesSession = OPERATIONS[path]?.[method.toLowerCase() as 'get']?.takes === 'session';
    // A rehearsal takes no proof; what takes a session is refused before it changes anything.
    const query = takesSession ? '' : pathOf(operation).includes('?') ? '&dryRun=true' : '?dryRun=true';
    const aborter = new AbortController();
    const response = await new ApiClient().raw(method, pathOf(operation) + query, {
      headers: { authorization: `Bearer ${token}`, origin: '' },
      body: await bodyOf('administrator', operation),
      signal: aborter.signal,
    });
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    const body = isJson ? await response.json() : null;
    const code = body?.code ?? body?.refusal?.code;
    aborter.abort();
    expect(code === 'SessionRequired', `${response.status} ${code}`).toBe(takesSession);
  });
});

describe('every verb', () => {
  /** What there is before anybody is known: signing in, setting up; and what runs for the product itself. */
  const BESIDE_THE_VERBS = [
    'services/auth/',
    'services/credential/authenticate.ts',
    'services/credential/find-access-key.ts',
    'services/credential/record-use.ts',
    'services/credential/remove-expired.ts',
    'services/health.ts',
    'services/load-balancer/release-due.ts',
    'services/operation-log/bounded.ts',
    'services/operation-log/prune.ts',
    'services/operation-log/refusal.ts',
    'services/read.ts',
    'services/secrets/reseal.ts',
    'services/setup/',
    'services/single-sign-on/',
    'services/user-link/',
    'services/write.ts',
  ];
  /** Verbs without a route act for the product itself. */
  const WITHOUT_ROUTE = ['services/credential/remove-expired.ts', 'services/load-balancer/release-due.ts'];
  const filesBelow = (directory: string) =>
    readdirSync(join(ROOT, directory), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map((file) => join(directory, file));
  const source = (file: string) => readFileSync(join(ROOT, file), 'utf8');

  function importsOf(file: string): string[] {
    return [...source(file).matchAll(/from '(#services\/|\.{1,2}\/)([^']+\.ts)'/g)].map(([, base = '', rest = '']) =>
      base === '#services/' ? join('services', rest) : join(dirname(file), base, rest),
    );
  }

  it('that judges permissions is behind an operation of the table', () => {
    const reached = new Set<string>();
    const visit = (file: string) => {
      if (file.startsWith('services/') && !reached.has(file)) {
        reached.add(file);
        importsOf(file).forEach(visit);
      }
    };
    filesBelow('app/api').flatMap(importsOf).forEach(visit);
    const verbs = filesBelow('services').filter((file) => /\b(read|write|readInRange)\(\{?\s*(\.\.\.)?context\b/.test(source(file)));
    expect(verbs.length).toBeGreaterThan(50);
    expect(verbs.filter((file) => !reached.has(file))).toEqual(WITHOUT_ROUTE);
  });

  it('that uses the database goes through read or write, which judge', () => {
    const around = filesBelow('services').filter((file) => /\bprisma\.\$?[a-z]/.test(source(file)));
    expect(around.filter((file) => !BESIDE_THE_VERBS.some((beside) => file.startsWith(beside)))).toEqual([]);
  });
});
