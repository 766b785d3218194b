import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DiagnosisArea, DiagnosisView } from '#domain/diagnosis.ts';
import type { ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';

/** The report of one instance, each finding brought about by the rows that stand for it. */
let plane: ControlPlane;
let api: ApiClient;
let id: string;
let listenerId: string;
let groupId: string;
let active: string;

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
});
afterAll(() => plane.close());

beforeEach(async () => {
  const { prisma } = plane;
  await prisma.loadBalancer.deleteMany();
  await prisma.accessControlList.deleteMany();
  await prisma.proxyNode.deleteMany();
  id = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'web' })).body.id;
  const group = (await api.post(`/api/v1/load-balancers/${id}/active-standby-groups`, valid.group())).body;
  groupId = group.id;
  active = group.servers[0].memberId;
  listenerId = (await api.post(`/api/v1/load-balancers/${id}/listeners`, valid.listener(groupId, { start: true }))).body.id;
});

async function addNode(nodeId: string, state: 'in_force' | 'failed' = 'in_force') {
  const { prisma } = plane;
  const now = new Date();
  const heartbeatAt = new Date(Date.now() + 3600_000);
  await prisma.proxyNode.create({ data: { id: nodeId, engine: 'userspace', version: '1', startedAt: now, heartbeatAt } });
  await prisma.nodeRegion.create({ data: { nodeId, regionId: 'north', appliedRevision: 9999, appliedAt: now } });
  const serving =
    state === 'in_force' ? ({ serving: 'active', servingSince: now } as const) : { errorCode: 'PortTaken', errorMessage: 'taken' };
  await prisma.listenerStatus.create({ data: { nodeId, listenerId, revision: 9999, appliedAt: now, state, ...serving } });
}
const addVerdict = (nodeId: string, state: 'healthy' | 'unhealthy') =>
  plane.prisma.verdict.create({ data: { nodeId, listenerId, memberId: active, state, reason: 'refused', since: new Date() } });
const report = async (): Promise<DiagnosisView> => (await api.get(`/api/v1/load-balancers/${id}/diagnosis`)).body;
const area = async (name: DiagnosisArea) => {
  const found = (await report()).areas.find((one) => one.area === name);
  return { state: found?.state, codes: found?.items.map((one) => one.code), items: found?.items ?? [] };
};

it('has nothing to say of an instance that is well', async () => {
  await addNode('node-1');
  await addNode('node-2');
  await addVerdict('node-1', 'healthy');
  const { areas } = await report();
  expect(areas.map(({ area: name, state, items }) => [name, state, items.length])).toEqual([
    ['server-health', 'normal', 0],
    ['redundancy', 'normal', 0],
    ['protection', 'normal', 0],
    ['access-control', 'normal', 0],
    ['idle', 'normal', 0],
  ]);
});

it('says that nothing is known while no worker reports', async () => {
  expect(await area('server-health')).toMatchObject({ state: 'unknown' });
  expect(await area('redundancy')).toMatchObject({ state: 'abnormal', codes: ['no-node'] });
});

it('names each server that fails, since when and why, and that nothing could take over', async () => {
  await addNode('node-1');
  await addVerdict('node-1', 'unhealthy');
  const health = await area('server-health');
  expect(health).toMatchObject({ state: 'abnormal', codes: ['server-unhealthy'] });
  expect(health.items[0]).toMatchObject({
    detail: 'refused',
    listener: { id: listenerId, port: 80 },
    server: { serverName: 'one', port: 80 },
  });
  expect(await area('redundancy')).toMatchObject({ state: 'abnormal', codes: ['one-node', 'no-redundancy'] });
});

it('names a node that cannot carry a listener out, and why', async () => {
  await addNode('node-1');
  await addNode('node-2', 'failed');
  await addVerdict('node-1', 'healthy');
  expect((await area('redundancy')).items).toMatchObject([{ code: 'not-in-force', nodeId: 'node-2', detail: 'taken' }]);
});

it('warns of a check that is off, and of a group that no server could serve', async () => {
  await addNode('node-1');
  await api.patch(`/api/v1/listeners/${listenerId}`, { healthCheck: valid.healthCheck({ enabled: false }) });
  await api.put(`/api/v1/load-balancers/${id}/default-servers`, [{ serverId: 'srv-one', weight: 0 }]);
  const pool = valid.listener('', { port: 81, target: { kind: 'default', backendPort: 80 }, start: true });
  await api.post(`/api/v1/load-balancers/${id}/listeners`, pool);
  expect((await area('server-health')).codes).toEqual(['check-off', 'no-server-to-serve', 'server-unknown']);
});

it('flags access control that is on and empty', async () => {
  const list = (await api.post('/api/v1/access-control-lists', { regionId: 'north', name: 'empty' })).body.id;
  await api.patch(`/api/v1/listeners/${listenerId}`, { accessControl: { mode: 'whitelist', listIds: [list] } });
  expect(await area('access-control')).toMatchObject({ state: 'abnormal', codes: ['access-control-empty'] });
});

it('counts what the ceilings turned away in the last hour, and not what access control refused', async () => {
  await addNode('node-1');
  const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000);
  const drops = { 'rate-limit': 7, 'access-control': 9 };
  await plane.prisma.trafficMinute.create({ data: { nodeId: 'node-1', listenerId, minute, drops } });
  const old = new Date(minute.getTime() - 2 * 3600_000);
  await plane.prisma.trafficMinute.create({ data: { nodeId: 'node-1', listenerId, minute: old, drops } });
  expect(await area('protection')).toMatchObject({ state: 'warning', items: [{ code: 'dropped', dropReason: 'rate-limit', count: 7 }] });
});

it('tells of servers whose answers go past the balancer, where they see the clients themselves', async () => {
  await addNode('node-1');
  await addVerdict('node-1', 'healthy');
  const { prisma } = plane;
  const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000);
  const row = { nodeId: 'node-1', listenerId, memberId: active, minute };
  await prisma.trafficMinute.create({ data: { ...row, connectionsNew: 5, bytesIn: 900 } });
  const unanswered = async () => (await area('server-health')).items;
  // Userspace makes connections of its own: it is not answered by a server that is down, which the check tells.
  expect(await unanswered()).toEqual([]);
  await prisma.listenerStatus.updateMany({ data: { engine: 'nftables' } });
  expect(await unanswered()).toMatchObject([{ code: 'no-answer', severity: 'bad', count: 5, server: { memberId: active } }]);
  await prisma.region.update({ where: { id: 'north' }, data: { sourceNat: true } });
  expect(await unanswered()).toEqual([]);
  await prisma.region.update({ where: { id: 'north' }, data: { sourceNat: false } });
  await prisma.trafficMinute.updateMany({ data: { connectionsNew: 2 } });
  expect(await unanswered()).toEqual([]);
  await prisma.trafficMinute.updateMany({ data: { connectionsNew: 5, bytesOut: 60 } });
  expect(await unanswered()).toEqual([]);
});

/** As if nobody had touched it for so long. */
const neglect = async () => {
  const at = new Date(Date.now() - 8 * 86_400_000);
  await plane.prisma.$executeRaw`UPDATE load_balancer SET created_at = ${at}, revised_at = ${at} WHERE id = ${id}`;
};

it.each<[string, () => Promise<unknown>, string[]]>([
  ['stopped', () => api.post(`/api/v1/load-balancers/${id}/stop`), ['stopped']],
  ['listeners-stopped', () => api.post(`/api/v1/listeners/${listenerId}/stop`), ['listeners-stopped']],
  ['no-traffic', async () => undefined, ['no-traffic']],
])('tells why an instance is idle: %s', async (_, act, codes) => {
  await act();
  await neglect();
  expect(await area('idle')).toMatchObject({ state: 'warning', codes });
});

it('mentions what keeps a new instance from being used, and is content with it', async () => {
  await api.post(`/api/v1/load-balancers/${id}/stop`);
  expect(await area('idle')).toMatchObject({ state: 'normal', items: [{ code: 'stopped', severity: 'info' }] });
});

it('tells of an instance without listeners, and of one that is not there', async () => {
  const other = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'new' })).body.id;
  const { body } = await api.get(`/api/v1/load-balancers/${other}/diagnosis`);
  expect(body.areas.at(-1)).toMatchObject({ area: 'idle', items: [{ code: 'no-listener' }, { code: 'no-server' }] });
  expect((await api.get('/api/v1/load-balancers/lb-none/diagnosis')).status).toBe(404);
});
