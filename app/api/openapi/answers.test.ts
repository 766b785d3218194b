import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { totpCode, totpStep } from '#services/auth/totp.ts';
import type { ApiAnswer, ApiClient } from '#test/api.ts';
import { ADMINISTRATOR, type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { VIEW_SCHEMAS } from './view-schema.ts';

/** What the API really answers is what its description says, no field more and none less. */
let plane: ControlPlane;
let api: ApiClient;
const ids: Record<string, string> = { region: 'north', server: 'srv-one' };

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
  const { prisma } = plane;
  ids['load-balancer'] = (await api.post('/api/v1/load-balancers', { regionId: 'north', primaryZoneId: 'north-a' })).body.id;
  const path = `/api/v1/load-balancers/${ids['load-balancer']}`;
  ids['active-standby-group'] = (await api.post(`${path}/active-standby-groups`, valid.group())).body.id;
  const list = { regionId: 'north', name: 'office', entries: [{ cidr: '10.8.0.0/16', comment: 'office' }] };
  ids['access-control-list'] = (await api.post('/api/v1/access-control-lists', list)).body.id;
  const accessControl = { mode: 'whitelist', listIds: [ids['access-control-list']] };
  await api.put(`${path}/default-servers`, [{ serverId: 'srv-one', weight: 5 }]);
  ids['vserver-group'] = (await api.post(`${path}/vserver-groups`, valid.vserverGroup())).body.id;
  await api.post(`${path}/listeners`, valid.listener('', { port: 90, target: { kind: 'default', backendPort: 80 } }));
  await api.post(`${path}/listeners`, valid.listener('', { port: 91, target: { kind: 'vserver-group', id: ids['vserver-group'] } }));
  const listener = await api.post(`${path}/listeners`, valid.listener(String(ids['active-standby-group']), { start: true, accessControl }));
  ids.listener = listener.body.id;
  const idle = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'idle' })).body.id;
  await prisma.$executeRaw`UPDATE load_balancer SET created_at = created_at - interval '8 days', revised_at = revised_at - interval '8 days' WHERE id = ${idle}`;
  await api.post('/api/v1/quota-requests', { regionId: 'north', name: 'acls-per-region', value: 1e6, reason: 'all', email: 'a@b.test' });
  for (const tagged of [path, `/api/v1/listeners/${listener.body.id}`]) {
    await api.put(`${tagged}/tags`, { tags: [{ key: 'env', value: 'prod' }] });
  }
  await report(listener.body.id);
  ids.user = (await api.post('/api/v1/users', { name: 'Bob', email: 'bob@example.test' })).body.id;
  const scopes = [{ regionId: 'north', role: 'viewer' }];
  await api.post('/api/v1/me/credentials', { kind: 'api-token', name: 'ci', scopes, expiresAt: '2100-01-01T00:00:00Z' });
  const used = { kind: 'api_token', name: 'ci', tokenHash: 'x', lastUsedAt: new Date(), lastUsedAddress: '203.0.113.7' } as const;
  await prisma.credential.create({
    data: { ...used, id: 'tok-bob', userId: String(ids.user), scopes: { create: [{ regionId: 'north', role: 'viewer' }] } },
  });
  ids.team = (await api.post('/api/v1/teams', { name: 'Night shift', userIds: [ids.user] })).body.id;
  ids.grant = (await api.post('/api/v1/grants', { teamId: ids.team, regionId: 'north', role: 'operator' })).body.id;
  ids['operation-log'] = (await prisma.auditEntry.findFirstOrThrow({ where: { resourceId: listener.body.id } })).id;
  ids.probe = (await api.post(`/api/v1/active-standby-groups/${ids['active-standby-group']}/check-standby`, {})).body.id;
  ids['failover-drill'] = await drilled(String(ids['active-standby-group']), listener.body.id);
  await prisma.failoverEvent.create({
    data: {
      id: '6f1f5c1e-7d52-4b0c-9f0a-1d2a3b4c5d6e',
      loadBalancerId: String(ids['load-balancer']),
      listenerId: listener.body.id,
      protocol: 'tcp',
      port: 80,
      groupId: String(ids['active-standby-group']),
      groupName: 'pair',
      nodeId: 'node-1',
      fromRole: 'active',
      toRole: 'standby',
      fromServer: 'one (10.0.0.1:80)',
      toServer: 'two (10.0.0.2:80)',
      reason: 'connection refused',
      at: new Date(),
    },
  });
});
afterAll(() => plane.close());

/** A drill that has ended, with what a worker measured in it. */
async function drilled(groupId: string, listenerId: string): Promise<string> {
  const { prisma } = plane;
  const startedAt = new Date('2026-01-01T12:00:00Z');
  const times = { startedAt, endsAt: new Date('2026-01-01T12:00:30Z'), stoppedAt: new Date('2026-01-01T12:00:20Z') };
  const { id } = await prisma.failoverDrill.create({
    data: { groupId, loadBalancerId: String(ids['load-balancer']), seconds: 30, reason: 'r', startedBy: 'Ada', stoppedBy: 'Ada', ...times },
  });
  await prisma.drillResult.create({
    data: { drillId: id, nodeId: 'node-1', listenerId, beganAt: startedAt, movedAt: startedAt, returnedAt: startedAt, downtimeMs: 5 },
  });
  return id;
}

/** What a worker writes, so that no field of a view is null only because nobody reports. */
async function report(listenerId: string): Promise<void> {
  const { prisma } = plane;
  const now = new Date();
  const nodeId = 'node-1';
  await prisma.proxyNode.create({
    data: { id: nodeId, engine: 'userspace', version: '1', startedAt: now, heartbeatAt: new Date(Date.now() + 3600_000) },
  });
  await prisma.nodeRegion.create({ data: { nodeId, regionId: 'north', appliedRevision: 1, appliedAt: now } });
  const receipt = { delayMs: 20, listeners: 1, failed: 0, connectionsKept: 3, connectionsCut: 0 };
  const { revision } = await prisma.region.findUniqueOrThrow({ where: { id: 'north' } });
  await prisma.nodeChange.create({ data: { nodeId, regionId: 'north', revision, changedAt: now, inForceAt: now, ...receipt } });
  const status = {
    nodeId,
    listenerId,
    revision: 9999,
    appliedAt: now,
    delayMs: 7,
    serving: 'active',
    servingSince: now,
    servingReason: 'it is healthy',
  } as const;
  await prisma.listenerStatus.create({ data: { ...status, state: 'in_force' } });
  const { id: memberId } = await prisma.activeStandbyMember.findFirstOrThrow({ where: { role: 'active' } });
  await prisma.verdict.create({ data: { nodeId, listenerId, memberId, state: 'healthy', reason: 'connected', since: now } });
  await prisma.probeRun.create({
    data: { nodeId, listenerId, memberId, firstAt: now, lastAt: now, ok: true, reason: 'connected', probes: 1 },
  });
  await prisma.verdictChange.create({
    data: {
      id: '6f1f5c1e-7d52-4b0c-9f0a-1d2a3b4c5d6f',
      nodeId,
      listenerId,
      memberId,
      serverName: 'one',
      fromState: 'unknown',
      toState: 'healthy',
      reason: 'connected',
      at: now,
    },
  });
  await prisma.listenerTraffic.create({ data: { nodeId, listenerId, updatedAt: now, bytesInTotal: 5n, drops: { 'no-server': 2 } } });
  await prisma.memberTraffic.create({ data: { nodeId, listenerId, memberId, updatedAt: now, connectionsTotal: 7n } });
  const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000);
  const traffic = { nodeId, listenerId, minute, bytesIn: 5n };
  await prisma.trafficMinute.create({ data: { ...traffic, drops: { 'no-server': 2 } } });
  await prisma.trafficMinute.create({ data: { ...traffic, memberId, connects: 2n, connectMsSum: 3.5 } });
}

function schemaOf(answer: Operation['answer']): z.ZodType {
  if (typeof answer === 'string') {
    throw new Error(`An answer of ${answer} has no schema.`);
  }
  if ('page' in answer) {
    const count = z.int();
    return z.object({ items: z.array(VIEW_SCHEMAS[answer.page]).min(1), totalCount: count, pageNumber: count, pageSize: count });
  }
  if ('list' in answer) {
    return z.array(VIEW_SCHEMAS[answer.list]).min(1);
  }
  if ('one' in answer) {
    return VIEW_SCHEMAS[answer.one];
  }
  if ('file' in answer) {
    throw new Error('A file has no schema.');
  }
  return 'created' in answer ? VIEW_SCHEMAS[answer.created] : answer.schema;
}

const BODIES: Record<string, () => object | Promise<object>> = {
  'patch /me': () => ({ name: 'Ada L.' }),
  'put /me/two-factor': async () => {
    const { setup, secret } = (await api.get('/api/v1/me/two-factor/setup')).body;
    return { setup, code: totpCode(secret, totpStep(Date.now())) };
  },
  'post /me/two-factor/recovery-codes': async () => ({ password: ADMINISTRATOR.password, code: await recoveryCode() }),
  'patch /security-settings': () => ({ twoFactorRoles: ['region-admin'], sessionIdleMinutes: 60 }),
  'post /me/credentials': () => ({
    kind: 'access-key',
    name: 'backup',
    scopes: [{ regionId: 'north', role: 'viewer' }],
    expiresAt: '2100-01-01T00:00:00Z',
  }),
  'post /regions': () => ({ id: 'east', name: 'East', zones: [{ id: 'east-a', name: 'East A' }], addressPools: ['127.0.30.0/28'] }),
  'put /regions': () => ({ order: ['south', 'east', 'north'] }),
  'patch /regions/{id}': () => ({ name: 'Norden' }),
  'post /regions/{id}/import': () => ({
    file: { format: 'openslb-configuration', version: 1, servers: [{ address: '10.0.0.1', name: 'eins' }] },
    isPreview: true,
  }),
  'post /users': () => ({ name: 'Cleo', email: 'cleo@example.test' }),
  'patch /users/{id}': () => ({ name: 'Robert' }),
  'post /teams': () => ({ name: 'Day shift' }),
  'patch /teams/{id}': () => ({ name: 'Late shift', userIds: [ids.user] }),
  'post /grants': () => ({ userId: ids.user, regionId: null, role: 'viewer' }),
  'patch /grants/{id}': () => ({ role: 'region-admin' }),
  'post /servers': () => ({ regionId: 'north', name: 'more', address: '10.0.0.60', zoneId: 'north-b' }),
  'patch /servers/{id}': () => ({ name: 'uno' }),
  'post /load-balancers': () => ({ regionId: 'south', name: 'more' }),
  'patch /load-balancers/{id}': () => ({ name: 'shop', specification: 'slb.s2.small', bandwidthMbps: 100, backupZoneId: 'north-b' }),
  'post /load-balancers/{id}/lock': () => ({ reason: 'abuse report' }),
  'put /load-balancers/{id}/release-schedule': () => ({ releaseAt: '2100-01-01T00:30:00Z' }),
  'post /load-balancers/{id}/listeners': () =>
    valid.listener(String(ids['active-standby-group']), {
      protocol: 'udp',
      healthCheck: valid.healthCheck({ type: 'udp', port: 53, request: 'ping', expected: 'pong' }),
    }),
  'put /load-balancers/{id}/default-servers': () => [{ serverId: 'srv-two', weight: 0 }],
  'post /load-balancers/{id}/vserver-groups': () => valid.vserverGroup({ name: 'more' }),
  'patch /vserver-groups/{id}': () => ({ servers: [{ serverId: 'srv-two', port: 81 }] }),
  'post /load-balancers/{id}/active-standby-groups': () => valid.group({ name: 'more' }),
  'patch /active-standby-groups/{id}': () => ({ name: 'renamed' }),
  'post /active-standby-groups/{id}/switch': () => ({ to: 'standby', reason: 'maintenance' }),
  'post /active-standby-groups/{id}/check-standby': () => ({}),
  'post /probes': () => ({ regionId: 'north', settings: valid.healthCheck(), targets: [{ serverId: 'srv-one', port: 80 }] }),
  'post /active-standby-groups/{id}/drills': () => ({ seconds: 10, reason: 'rehearsal' }),
  'patch /listeners/{id}': () => ({ name: 'web' }),
  'post /access-control-lists': () => ({ regionId: 'south', name: 'more', ipVersion: 'ipv6', entries: [{ cidr: '2001:db8::/32' }] }),
  'patch /access-control-lists/{id}': () => ({ name: 'head/office' }),
  'post /access-control-lists/{id}/entries': () => ({ entries: [{ cidr: '10.0.0.1', comment: 'one' }, { cidr: '0.0.0.0/0' }] }),
  'post /access-control-lists/{id}/entries/remove': () => ({ cidrs: ['10.0.0.1/32'] }),
  'post /quota-requests': () => ({ regionId: 'south', name: 'listeners-per-slb', value: 60, reason: 'more' }),
  ...Object.fromEntries(
    ['load-balancers', 'access-control-lists', 'listeners', 'vserver-groups', 'active-standby-groups'].map((path) => [
      `put /${path}/{id}/tags`,
      () => ({ tags: [{ key: 'env', value: 'prod' }, { key: 'empty' }] }),
    ]),
  ),
};

/** Of a second factor that is set up for it. */
async function recoveryCode(): Promise<string> {
  await plane.prisma.twoFactor.deleteMany();
  return (await api.put('/api/v1/me/two-factor', await BODIES['put /me/two-factor']?.())).body.recoveryCodes[0];
}

/** What undoes what stands before in the list and is in the way. */
const FIRST: Record<string, () => Promise<unknown>> = {
  'get /users/{id}/sessions': () =>
    plane.prisma.session.create({ data: { id: 'of-bob', token: 'of-bob', userId: String(ids.user), expiresAt: new Date('2100-01-01') } }),
  'post /users/{id}/link': () => api.post(`/api/v1/users/${ids.user}/enable`),
  'post /active-standby-groups/{id}/drills': () => api.post(`/api/v1/load-balancers/${ids['load-balancer']}/start`),
};

const described = Object.entries(OPERATIONS).flatMap(([path, verbs]) =>
  Object.entries(verbs)
    .filter(([, { answer }]) => answer !== 'nothing' && answer !== 'events' && !('file' in answer))
    .map(([verb, operation]) => ({ name: `${verb} ${path}`, verb, path, operation })),
);

it.each(described)('$name', async ({ name, verb, path, operation }) => {
  const kind = path.split('/')[1]?.replace(/s$/, '') ?? '';
  const query = operation.query && 'regionId' in operation.query.shape ? '?regionId=north' : '';
  const url = `/api/v1${path
    .replace('{resourceType}', 'listener')
    .replace('{resourceId}', ids.listener ?? '')
    .replace('{version}', '1')
    .replace('{id}', ids[kind] ?? '')}${query}`;
  await FIRST[name]?.();
  const answer: ApiAnswer = await api.request(verb.toUpperCase(), url, { body: await BODIES[name]?.() });
  const isCreate = typeof operation.answer === 'object' && 'created' in operation.answer;
  expect(answer.status, JSON.stringify(answer.body)).toBe(isCreate ? 201 : 200);
  // A field that is not described would be dropped by the schema.
  expect(schemaOf(operation.answer).parse(answer.body)).toEqual(answer.body);
});

it.each([
  ['a refused field', () => api.post('/api/v1/servers', {})],
  ['what is not there', () => api.get('/api/v1/listeners/lsn-none')],
  ['a group in use', () => api.delete(`/api/v1/active-standby-groups/${ids['active-standby-group']}`)],
  ['an access control list in use', () => api.delete(`/api/v1/access-control-lists/${ids['access-control-list']}`)],
  ['a VServer group in use', () => api.delete(`/api/v1/vserver-groups/${ids['vserver-group']}`)],
  ['a server in use', () => api.delete('/api/v1/servers/srv-one')],
  ['a method that a path does not take', () => api.delete('/api/v1/regions')],
])('the problem document of %s', async (_, act) => {
  const { status, headers, body } = await act();
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(VIEW_SCHEMAS.Problem.parse(body)).toEqual(body);
  expect(body.status).toBe(status);
});
