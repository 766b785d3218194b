import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { totpCode, totpStep } from '#services/auth/totp.ts';
import { type ApiAnswer, ApiClient } from '#test/api.ts';
import { ADMINISTRATOR, type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { forgetAudit } from '#test/forget-audit.ts';
import { signInWith } from '#test/users.ts';
import { OPERATIONS } from './openapi/operations.ts';

/** Every write that the API offers leaves exactly one audit entry, and none when it is refused or changes nothing. */
let plane: ControlPlane;
let api: ApiClient;
let made: Record<
  | 'credential'
  | 'administrator'
  | 'region'
  | 'node'
  | 'user'
  | 'team'
  | 'grant'
  | 'server'
  | 'loadBalancer'
  | 'group'
  | 'freeGroup'
  | 'listener'
  | 'pool'
  | 'accessControlList'
  | 'drill'
  | 'administrator'
  | 'session',
  string
>;

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
});
afterAll(() => plane.close());

beforeEach(async () => {
  const { prisma } = plane;
  await prisma.loadBalancer.deleteMany();
  await prisma.accessControlList.deleteMany();
  await prisma.server.deleteMany({ where: { name: 'free' } });
  const loadBalancer = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'web' })).body.id;
  const group = (await api.post(`/api/v1/load-balancers/${loadBalancer}/active-standby-groups`, valid.group())).body.id;
  const freeGroup = (await api.post(`/api/v1/load-balancers/${loadBalancer}/active-standby-groups`, valid.group())).body.id;
  const listener = (await api.post(`/api/v1/load-balancers/${loadBalancer}/listeners`, valid.listener(group))).body.id;
  const pool = (await api.post(`/api/v1/load-balancers/${loadBalancer}/vserver-groups`, valid.vserverGroup())).body.id;
  const server = (await api.post('/api/v1/servers', { regionId: 'north', name: 'free', address: '10.0.0.50' })).body.id;
  const list = { regionId: 'north', name: 'office', entries: [{ cidr: '10.8.0.0/16', comment: 'office' }] };
  const accessControlList = (await api.post('/api/v1/access-control-lists', list)).body.id;
  await prisma.addressPool.deleteMany({ where: { regionId: 'east' } });
  await prisma.zone.deleteMany({ where: { regionId: 'east' } });
  await prisma.region.deleteMany({ where: { id: { in: ['free', 'east'] } } });
  await prisma.region.updateMany({ where: { id: 'north' }, data: { sortOrder: 0 } });
  const region = (await prisma.region.create({ data: { id: 'free', name: 'Free' } })).id;
  const longAgo = new Date(0);
  const seen = { engine: 'userspace', version: '0', startedAt: longAgo, heartbeatAt: longAgo };
  const node = (await prisma.proxyNode.upsert({ where: { id: 'gone' }, create: { id: 'gone', ...seen }, update: seen })).id;
  await prisma.rateLimit.deleteMany();
  await prisma.twoFactor.deleteMany();
  await prisma.session.deleteMany({ where: { userAgent: 'another browser' } });
  await prisma.session.updateMany({ data: { authenticatedAt: new Date() } });
  await prisma.user.deleteMany({ where: { email: { not: ADMINISTRATOR.email } } });
  await prisma.team.deleteMany();
  const administrator = (await prisma.user.findUniqueOrThrow({ where: { email: ADMINISTRATOR.email } })).id;
  const session = await signInElsewhere();
  const user = (await api.post('/api/v1/users', { name: 'Bob', email: 'bob@example.test' })).body.id;
  const team = (await api.post('/api/v1/teams', { name: 'Night shift' })).body.id;
  const grant = (await api.post('/api/v1/grants', { teamId: team, regionId: 'north', role: 'operator' })).body.id;
  await prisma.credential.deleteMany();
  const token = { kind: 'api-token', name: 'script', scopes: [{ regionId: 'north', role: 'viewer' }], expiresAt: null };
  const credential = (await api.post('/api/v1/me/credentials', token)).body.id;
  made = {
    administrator,
    credential,
    session,
    user,
    team,
    grant,
    region,
    node,
    server,
    loadBalancer,
    group,
    freeGroup,
    listener,
    pool,
    accessControlList,
    drill: 'drl-none',
  };
  await forgetAudit(prisma);
});

async function signInElsewhere(): Promise<string> {
  const { email, password } = ADMINISTRATOR;
  const headers = { 'user-agent': 'another browser' };
  await new ApiClient().request('POST', '/api/auth/sign-in/email', { body: { email, password }, headers });
  return (await plane.prisma.session.findFirstOrThrow({ where: { userAgent: 'another browser' } })).id;
}

/** One of the recovery codes that come with it. */
async function enableTwoFactor(): Promise<string> {
  return (await api.put('/api/v1/me/two-factor', await firstCode())).body.recoveryCodes[0];
}

async function firstCode(): Promise<object> {
  const { setup, secret } = (await api.get('/api/v1/me/two-factor/setup')).body;
  return { setup, code: totpCode(secret, totpStep(Date.now())) };
}

interface Case {
  action: string;
  /** Of the resource in the path; null for creates, whose answer names it. */
  id: () => string | null;
  /** In which the entry is to be found; "north" unless told. */
  regionId?: string | null;
  /** Of what the entry is about, where that is neither in the path nor in the answer. */
  resourceId?: string | (() => string);
  body?: () => object | Promise<object>;
  /** What is refused without changing anything; for actions without a body, done to what is not there. */
  wrong?: () => object;
  /** What is refused to whoever has not proved who they are for a while. */
  takesProof?: boolean;
  /** Done first, so that the action has something to do. */
  first?: () => Promise<unknown>;
}

/** Each application asks for more than the one before. */
let quotas = 0;
const FILE = { format: 'openslb-configuration', version: 1 };
const lb = () => made.loadBalancer;
const acl = () => made.accessControlList;
const me = () => made.administrator;
const ofMe = { id: me, resourceId: me, regionId: null };
const { password } = ADMINISTRATOR;
let recoveryCode = '';
let guest = '';
const CASES: Record<string, Case> = {
  'patch /me': { ...ofMe, action: 'user:renamed', body: () => ({ name: `Ada ${randomUUID()}` }), wrong: () => ({ name: '' }) },
  'post /me/password': {
    ...ofMe,
    action: 'user:password-changed',
    // The same one again: whoever comes after signs in with it.
    body: () => ({ password, newPassword: password }),
    wrong: () => ({ password: 'not the password', newPassword: password }),
  },
  'post /me/reauthenticate': {
    ...ofMe,
    action: 'user:reauthenticated',
    body: () => ({ password }),
    wrong: () => ({ password: 'not the password' }),
  },
  'put /me/two-factor': {
    ...ofMe,
    action: 'user:two-factor-enabled',
    body: firstCode,
    wrong: () => ({ setup: 'made up', code: '123456' }),
  },
  'post /me/two-factor/disable': {
    ...ofMe,
    action: 'user:two-factor-disabled',
    first: async () => {
      recoveryCode = await enableTwoFactor();
    },
    body: () => ({ password, code: recoveryCode }),
    wrong: () => ({ password: 'not the password' }),
  },
  'post /me/two-factor/recovery-codes': {
    ...ofMe,
    action: 'user:recovery-codes-renewed',
    first: async () => {
      recoveryCode = await enableTwoFactor();
    },
    body: () => ({ password, code: recoveryCode }),
    wrong: () => ({ password: 'not the password' }),
  },
  'delete /me/sessions': { ...ofMe, action: 'user:sessions-ended', takesProof: true },
  'delete /me/sessions/{id}': { ...ofMe, id: () => made.session, action: 'user:sessions-ended' },
  'delete /users/{id}/sessions': {
    action: 'user:sessions-ended',
    regionId: null,
    id: () => guest,
    first: async () => {
      guest = (await signInWith(plane.prisma, 'guest', [])).userId;
    },
  },
  'delete /users/{id}/sessions/{sessionId}': { ...ofMe, action: 'user:sessions-ended' },
  'patch /security-settings': {
    action: 'security-settings:updated',
    id: () => 'all',
    regionId: null,
    body: () => ({ sessionIdleMinutes: 100 + Math.floor(Math.random() * 1000) }),
    wrong: () => ({ sessionIdleMinutes: 1 }),
  },
  'post /me/credentials': {
    action: 'credential:created',
    id: () => null,
    regionId: null,
    body: () => ({ kind: 'api-token', name: 'ci', scopes: [{ regionId: null, role: 'viewer' }], expiresAt: null }),
    wrong: () => ({ kind: 'api-token', name: 'ci', scopes: [], expiresAt: null }),
  },
  'delete /me/credentials/{id}': { action: 'credential:revoked', id: () => made.credential, regionId: null },
  'delete /users/{id}/credentials/{credentialId}': {
    action: 'credential:revoked',
    id: () => made.administrator,
    regionId: null,
    get resourceId() {
      return made.credential;
    },
  },
  'post /regions': {
    action: 'region:created',
    id: () => null,
    regionId: 'east',
    body: () => ({ id: 'east', name: 'East', zones: [{ id: 'east-a', name: 'East A' }], addressPools: ['127.0.30.0/28'] }),
    wrong: () => ({ id: 'north', name: 'North' }),
  },
  'put /regions': {
    action: 'region:ordered',
    id: () => 'all',
    regionId: null,
    body: () => ({ order: ['south', 'free', 'north'] }),
    wrong: () => ({ order: ['south'] }),
  },
  'patch /regions/{id}': {
    action: 'region:updated',
    id: () => 'south',
    regionId: 'south',
    body: () => ({ name: 'Süden' }),
    wrong: () => ({ addressPools: ['127.0.10.0/30'] }),
  },
  'delete /regions/{id}': { action: 'region:retired', id: () => made.region, regionId: 'free' },
  'post /regions/{id}/import': {
    action: 'server:updated',
    id: () => 'north',
    resourceId: 'srv-two',
    body: () => ({ file: { ...FILE, servers: [{ address: '10.0.0.2', name: 'dos' }] } }),
    wrong: () => ({
      file: {
        ...FILE,
        servers: [
          { address: '10.0.0.1', name: 'uno' },
          { address: 'x', name: 'none' },
        ],
      },
    }),
  },
  'delete /nodes/{id}': { action: 'node:forgotten', id: () => made.node, regionId: null },
  'post /users': {
    action: 'user:created',
    id: () => null,
    regionId: null,
    body: () => ({ name: 'Cleo', email: 'cleo@example.test' }),
    wrong: () => ({ name: 'Bob', email: 'bob@example.test' }),
  },
  'patch /users/{id}': {
    action: 'user:updated',
    id: () => made.user,
    regionId: null,
    body: () => ({ email: 'robert@example.test' }),
    wrong: () => ({ email: ADMINISTRATOR.email }),
  },
  'delete /users/{id}': { action: 'user:deleted', id: () => made.user, regionId: null },
  'post /users/{id}/disable': { action: 'user:disabled', id: () => made.user, regionId: null },
  'post /users/{id}/enable': {
    action: 'user:enabled',
    id: () => made.user,
    regionId: null,
    first: () => api.post(`/api/v1/users/${made.user}/disable`),
  },
  'post /users/{id}/link': { action: 'user:link-issued', id: () => made.user, regionId: null },
  'delete /users/{id}/two-factor': {
    action: 'user:two-factor-reset',
    id: () => made.user,
    regionId: null,
    first: async () => {
      await plane.prisma.user.update({ where: { id: made.user }, data: { twoFactorEnabled: true } });
      return api.get('/api/v1/users');
    },
  },
  'post /teams': {
    action: 'team:created',
    id: () => null,
    regionId: null,
    body: () => ({ name: 'Day shift', userIds: [made.user] }),
    wrong: () => ({ name: 'night SHIFT' }),
  },
  'patch /teams/{id}': {
    action: 'team:updated',
    id: () => made.team,
    regionId: null,
    body: () => ({ userIds: [made.user] }),
    wrong: () => ({ name: 'Late shift', userIds: [made.user, 'nobody'] }),
  },
  'delete /teams/{id}': { action: 'team:deleted', id: () => made.team, regionId: null },
  'post /grants': {
    action: 'grant:created',
    id: () => null,
    body: () => ({ userId: made.user, regionId: 'north', role: 'viewer' }),
    wrong: () => ({ teamId: made.team, regionId: 'north', role: 'viewer' }),
  },
  'patch /grants/{id}': {
    action: 'grant:updated',
    id: () => made.grant,
    body: () => ({ role: 'viewer' }),
    wrong: () => ({ role: 'administrator' }),
  },
  'delete /grants/{id}': { action: 'grant:deleted', id: () => made.grant },
  'post /servers': {
    action: 'server:created',
    id: () => null,
    body: () => ({ regionId: 'north', name: 'free', address: '10.0.0.51' }),
    wrong: () => ({ regionId: 'north', name: 'free', address: '10.0.0.1' }),
  },
  'patch /servers/{id}': {
    action: 'server:updated',
    id: () => made.server,
    body: () => ({ address: '10.0.0.52' }),
    wrong: () => ({ address: '10.0.0.1' }),
  },
  'delete /servers/{id}': { action: 'server:deleted', id: () => made.server },
  'post /load-balancers': {
    action: 'load-balancer:created',
    id: () => null,
    body: () => ({ regionId: 'north' }),
    wrong: () => ({ regionId: 'north', address: '127.0.99.1' }),
  },
  'patch /load-balancers/{id}': {
    action: 'load-balancer:updated',
    id: lb,
    body: () => ({ name: 'shop' }),
    wrong: () => ({ name: '' }),
  },
  'delete /load-balancers/{id}': { action: 'load-balancer:released', id: lb },
  'post /load-balancers/{id}/start': {
    action: 'load-balancer:started',
    id: lb,
    first: () => api.post(`/api/v1/load-balancers/${made.loadBalancer}/stop`),
  },
  'post /load-balancers/{id}/stop': { action: 'load-balancer:stopped', id: lb },
  'post /load-balancers/{id}/lock': {
    action: 'load-balancer:locked',
    id: lb,
    body: () => ({ reason: 'abuse report' }),
    wrong: () => ({ reason: '' }),
  },
  'post /load-balancers/{id}/unlock': {
    action: 'load-balancer:unlocked',
    id: lb,
    first: () => api.post(`/api/v1/load-balancers/${made.loadBalancer}/lock`, { reason: 'abuse report' }),
  },
  'put /load-balancers/{id}/release-schedule': {
    action: 'load-balancer:release-scheduled',
    id: lb,
    body: () => ({ releaseAt: '2100-01-01T00:30:00Z' }),
    wrong: () => ({ releaseAt: '2020-01-01T00:30:00Z' }),
  },
  'delete /load-balancers/{id}/release-schedule': {
    action: 'load-balancer:release-cancelled',
    id: lb,
    first: () => api.put(`/api/v1/load-balancers/${made.loadBalancer}/release-schedule`, { releaseAt: '2100-01-01T00:30:00Z' }),
  },
  'post /load-balancers/{id}/listeners': {
    action: 'listener:created',
    id: lb,
    body: () => valid.listener(made.group, { port: 81 }),
    wrong: () => valid.listener(made.group),
  },
  'put /load-balancers/{id}/default-servers': {
    action: 'default-server-group:updated',
    id: lb,
    body: () => [{ serverId: 'srv-one' }, { serverId: 'srv-two', weight: 0 }],
    wrong: () => [{ serverId: 'srv-none' }],
  },
  'post /load-balancers/{id}/vserver-groups': {
    action: 'vserver-group:created',
    id: lb,
    body: () => valid.vserverGroup(),
    wrong: () => valid.vserverGroup({ servers: [{ serverId: 'srv-one' }] }),
  },
  'patch /vserver-groups/{id}': {
    action: 'vserver-group:updated',
    id: () => made.pool,
    body: () => valid.vserverGroup({ servers: [{ serverId: 'srv-one', port: 80, weight: 1 }] }),
    wrong: () => ({ servers: [{ serverId: 'srv-south', port: 80 }] }),
  },
  'delete /vserver-groups/{id}': { action: 'vserver-group:deleted', id: () => made.pool },
  'post /load-balancers/{id}/active-standby-groups': {
    action: 'active-standby-group:created',
    id: lb,
    body: () => valid.group(),
    wrong: () => valid.group({ servers: [] }),
  },
  'patch /active-standby-groups/{id}': {
    action: 'active-standby-group:updated',
    id: () => made.group,
    body: () => valid.group({ name: 'renamed' }),
    wrong: () => ({ servers: [] }),
  },
  'post /active-standby-groups/{id}/switch': {
    action: 'active-standby-group:switched',
    id: () => made.group,
    body: () => ({ to: 'standby', reason: 'update' }),
    wrong: () => ({ to: 'standby' }),
  },
  'post /active-standby-groups/{id}/drills': {
    action: 'failover-drill:created',
    id: () => made.group,
    body: () => ({ seconds: 10, reason: 'rehearsal' }),
    wrong: () => ({ seconds: 9, reason: 'rehearsal' }),
    first: () => api.post(`/api/v1/listeners/${made.listener}/start`),
  },
  'post /failover-drills/{id}/stop': {
    action: 'failover-drill:stopped',
    id: () => made.drill,
    first: async () => {
      await api.post(`/api/v1/listeners/${made.listener}/start`);
      const drill = await api.post(`/api/v1/active-standby-groups/${made.group}/drills`, { seconds: 600, reason: 'rehearsal' });
      made.drill = drill.body.id;
      return drill;
    },
  },
  'delete /active-standby-groups/{id}': { action: 'active-standby-group:deleted', id: () => made.freeGroup },
  'patch /listeners/{id}': {
    action: 'listener:updated',
    id: () => made.listener,
    body: () => ({ healthCheck: valid.healthCheck({ intervalSeconds: 9 }) }),
    wrong: () => ({ target: { kind: 'active-standby-group', id: 'rsp-none' } }),
  },
  'post /versions/{resourceType}/{resourceId}/{version}/restore': {
    action: 'listener:updated',
    id: () => made.listener,
    first: () => api.patch(`/api/v1/listeners/${made.listener}`, { name: 'second' }),
  },
  'delete /listeners/{id}': { action: 'listener:deleted', id: () => made.listener },
  'post /listeners/{id}/start': { action: 'listener:started', id: () => made.listener },
  'post /listeners/{id}/stop': {
    action: 'listener:stopped',
    id: () => made.listener,
    first: () => api.post(`/api/v1/listeners/${made.listener}/start`),
  },
  'post /active-standby-groups/{id}/check-standby': {
    action: 'probe:created',
    id: () => made.group,
    body: () => ({ listenerId: made.listener }),
    wrong: () => ({ listenerId: 'lsn-none' }),
  },
  'post /probes': {
    action: 'probe:created',
    id: () => null,
    body: () => ({ regionId: 'north', settings: valid.healthCheck(), targets: [{ serverId: 'srv-one', port: 80 }] }),
    wrong: () => ({ regionId: 'north', settings: valid.healthCheck(), targets: [] }),
  },
  'post /access-control-lists': {
    action: 'access-control-list:created',
    id: () => null,
    body: () => ({ regionId: 'north', name: 'home', entries: [{ cidr: '10.9.0.1' }] }),
    wrong: () => ({ regionId: 'north', name: 'office' }),
  },
  'patch /access-control-lists/{id}': {
    action: 'access-control-list:renamed',
    id: acl,
    body: () => ({ name: 'home' }),
    wrong: () => ({ name: '' }),
  },
  'delete /access-control-lists/{id}': { action: 'access-control-list:deleted', id: acl },
  'post /access-control-lists/{id}/entries': {
    action: 'access-control-list:entries-added',
    id: acl,
    body: () => ({ entries: [{ cidr: '10.9.0.1' }] }),
    wrong: () => ({ entries: [{ cidr: '2001:db8::1' }] }),
  },
  'post /access-control-lists/{id}/entries/remove': {
    action: 'access-control-list:entries-removed',
    id: acl,
    body: () => ({ cidrs: ['10.8.0.0/16'] }),
    wrong: () => ({ cidrs: ['10.8.0.1/16'] }),
  },
  'post /quota-requests': {
    action: 'quota-request:created',
    id: () => null,
    body: () => ({ regionId: 'north', name: 'acls-per-region', value: 51 + quotas++, reason: 'more offices' }),
    wrong: () => ({ regionId: 'north', name: 'acls-per-region', value: 1, reason: 'fewer offices' }),
  },
  ...tagCases('load-balancers', 'load-balancer', lb),
  ...tagCases('access-control-lists', 'access-control-list', acl),
  ...tagCases('listeners', 'listener', () => made.listener),
  ...tagCases('vserver-groups', 'vserver-group', () => made.pool),
  ...tagCases('active-standby-groups', 'active-standby-group', () => made.group),
};

function tagCases(path: string, resource: string, id: () => string): Record<string, Case> {
  return {
    [`put /${path}/{id}/tags`]: {
      action: `${resource}:tagged`,
      id,
      body: () => ({ tags: [{ key: 'env', value: 'prod' }] }),
      wrong: () => ({ tags: [{ key: 'aliyun', value: '' }] }),
    },
    [`delete /${path}/{id}/tags`]: {
      action: `${resource}:untagged`,
      id,
      first: () => api.put(`/api/v1/${path}/${id()}/tags`, { tags: [{ key: 'env', value: 'prod' }] }),
    },
  };
}

const writes = Object.entries(OPERATIONS).flatMap(([path, verbs]) =>
  Object.keys(verbs)
    .filter((verb) => verb !== 'get')
    .map((verb) => `${verb} ${path}`),
);

function caseOf(operation: string): Case {
  const found = CASES[operation];
  if (!found) {
    throw new Error(`${operation} has no case here.`);
  }
  return found;
}

function send(operation: string, id: string | null, body: object | undefined): Promise<ApiAnswer> {
  const [verb = '', path = ''] = operation.split(' ');
  return api.request(
    verb.toUpperCase(),
    `/api/v1${path
      .replace('{resourceType}', 'listener')
      .replace('{version}', '1')
      .replace('{sessionId}', made.session)
      .replace('{credentialId}', made.credential)
      .replace(/\{(id|resourceId)\}/, id ?? '')}`,
    { body },
  );
}

describe.each(writes)('%s', (operation) => {
  it('leaves one entry that tells who, what, and what it was before', async () => {
    const { action, id, body, first, regionId = 'north', resourceId } = caseOf(operation);
    await first?.();
    const sent = await body?.();
    await forgetAudit(plane.prisma);
    const user = await plane.prisma.user.findUniqueOrThrow({ where: { id: me() } });
    const answer = await send(operation, id(), sent);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    const entries = await plane.prisma.auditEntry.findMany();
    expect(entries).toMatchObject([
      {
        action,
        actorType: 'user',
        actorId: user.id,
        actorName: user.name,
        regionId,
        requestId: answer.headers.get('x-request-id'),
        resourceId:
          (typeof resourceId === 'function' ? resourceId() : resourceId) ??
          answer.body?.id ??
          (operation.startsWith('post ') ? answer.body?.[0]?.id : undefined) ??
          id(),
        resourceType: action.split(':')[0],
      },
    ]);
    const [entry] = entries;
    expect(entry?.before === null).toBe(action.endsWith(':created'));
    expect(entry?.after === null).toBe(/:(deleted|released|retired|forgotten|revoked)$/.test(action));
    expect(entry?.after).not.toEqual(entry?.before);
  });

  it('refused leaves none', async () => {
    const { id, body, wrong, takesProof } = caseOf(operation);
    if (takesProof) {
      await plane.prisma.session.updateMany({ data: { authenticatedAt: new Date(0) } });
    }
    const answer = wrong ? await send(operation, id(), wrong()) : await send(operation, 'none', await body?.());
    expect(answer.status).toBeGreaterThanOrEqual(400);
    // But of the refusal itself, if it was for want of a right.
    expect(await plane.prisma.auditEntry.count({ where: { resourceType: { not: 'request' } } })).toBe(0);
  });
});

it.each([
  ['an instance named as before', () => api.patch(`/api/v1/load-balancers/${made.loadBalancer}`, { name: 'web' })],
  ['a user changed in nothing', () => api.patch(`/api/v1/users/${made.user}`, { name: 'Bob' })],
  ['a user enabled who was not disabled', () => api.post(`/api/v1/users/${made.user}/enable`)],
  ['a team written as it was', () => api.patch(`/api/v1/teams/${made.team}`, { name: 'Night shift', userIds: [] })],
  ['a role given that was there', () => api.patch(`/api/v1/grants/${made.grant}`, { role: 'operator' })],
  ['a server changed in nothing', () => api.patch('/api/v1/servers/srv-one', {})],
  ['a server written as it was', () => api.patch('/api/v1/servers/srv-one', { name: 'one', address: '10.0.0.1' })],
  ['an instance limited as before', () => api.patch(`/api/v1/load-balancers/${made.loadBalancer}`, { bandwidthMbps: null })],
  ['a group written as it was', () => api.patch(`/api/v1/vserver-groups/${made.pool}`, valid.vserverGroup())],
  ['a default server group written as it was', () => api.put(`/api/v1/load-balancers/${made.loadBalancer}/default-servers`, [])],
  ['a listener changed in nothing', () => api.patch(`/api/v1/listeners/${made.listener}`, {})],
  ['a health check written as it was', () => api.patch(`/api/v1/listeners/${made.listener}`, { healthCheck: valid.healthCheck() })],
  ['a listener stopped twice', () => api.post(`/api/v1/listeners/${made.listener}/stop`)],
  ['an access control list named as before', () => api.patch(`/api/v1/access-control-lists/${acl()}`, { name: 'office' })],
  ['an entry added again', () => api.post(`/api/v1/access-control-lists/${acl()}/entries`, { entries: [{ cidr: '10.8.0.0/16' }] })],
  ['an entry removed that is not there', () => api.post(`/api/v1/access-control-lists/${acl()}/entries/remove`, { cidrs: ['10.0.0.7'] })],
  ['access control switched off twice', () => api.patch(`/api/v1/listeners/${made.listener}`, { accessControl: null })],
  ['an instance tagged as before', () => api.put(`/api/v1/load-balancers/${made.loadBalancer}/tags`, { tags: [] })],
  ['an instance started twice', () => api.post(`/api/v1/load-balancers/${made.loadBalancer}/start`)],
])('%s leaves no entry and raises no revision', async (_, act) => {
  const revision = () => plane.prisma.region.findUniqueOrThrow({ where: { id: 'north' }, select: { revision: true } });
  const before = await revision();
  expect((await act()).status).toBe(200);
  expect(await plane.prisma.auditEntry.count()).toBe(0);
  expect(await revision()).toEqual(before);
});

it('two who change different fields of one listener at the same moment both get their way', async () => {
  const path = `/api/v1/listeners/${made.listener}`;
  for (const round of [1, 2, 3]) {
    await Promise.all([api.patch(path, { name: `name-${round}` }), api.patch(path, { idleTimeoutSeconds: 100 + round })]);
    expect((await api.get(path)).body).toMatchObject({ name: `name-${round}`, idleTimeoutSeconds: 100 + round });
  }
  expect(await plane.prisma.auditEntry.count()).toBe(6);
});
