import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';

/** Single checks as the console asks for them; what workers do with them is tested with a worker. */
let plane: ControlPlane;
let api: ApiClient;
let loadBalancerId: string;
let group: { id: string; servers: { serverId: string }[] };

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
  loadBalancerId = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'web' })).body.id;
  group = (await api.post(`/api/v1/load-balancers/${loadBalancerId}/active-standby-groups`, valid.group())).body;
});
afterAll(() => plane.close());
beforeEach(() => plane.prisma.probeRequest.deleteMany());

const check = (body: object = {}) => api.post(`/api/v1/active-standby-groups/${group.id}/check-standby`, body);
const ask = (body: object = {}) =>
  api.post('/api/v1/probes', { regionId: 'north', settings: valid.healthCheck(), targets: [{ serverId: 'srv-one', port: 80 }], ...body });
const targets = (count: number) => Array.from({ length: count }, (_, index) => ({ serverId: 'srv-one', port: 1000 + index }));
const read = async (id: string) => (await api.get(`/api/v1/probes/${id}`)).body;

describe('checking the standby', () => {
  it('without a listener tries a TCP connection to its port', async () => {
    const { status, body } = await check();
    expect(status).toBe(201);
    expect(body).toMatchObject({ serverName: 'two', address: '10.0.0.2', port: 80, type: 'tcp', state: 'pending', ok: null, nodeId: null });
    expect(await read(body.id)).toEqual(body);
  });

  it('uses the settings of a listener: the one that is named, else the first', async () => {
    const listeners = `/api/v1/load-balancers/${loadBalancerId}/listeners`;
    const healthCheck = valid.healthCheck({ type: 'http', port: 8080, path: '/up', timeoutSeconds: 1, intervalSeconds: 4 });
    const http = (await api.post(listeners, valid.listener(group.id, { port: 90, healthCheck }))).body;
    const tcp = (await api.post(listeners, valid.listener(group.id, { port: 80 }))).body;
    expect((await check()).body).toMatchObject({ type: 'tcp', port: 80 });
    const { body } = await check({ listenerId: http.id });
    expect(body).toMatchObject({ type: 'http', port: 8080 });
    const row = await plane.prisma.probeRequest.findUniqueOrThrow({ where: { id: body.id } });
    expect(row.settings).toMatchObject({ path: '/up', timeoutSeconds: 4 });
    await Promise.all([http, tcp].map(({ id }) => api.delete(`/api/v1/listeners/${id}`)));
  });

  it('refuses a listener that does not use the group, and a group that is not there', async () => {
    expect((await check({ listenerId: 'lsn-none' })).body).toMatchObject({ code: 'InvalidParameter', issues: [{ path: 'listenerId' }] });
    expect((await api.post('/api/v1/active-standby-groups/rsp-none/check-standby', {})).status).toBe(404);
    expect(await plane.prisma.probeRequest.count()).toBe(0);
  });
});

describe('asking for checks', () => {
  it('answers one request for each server, in their order, at the port of the check if it has one', async () => {
    const { status, body } = await ask({ targets: targets(5) });
    expect(status).toBe(200);
    expect(body.map(({ port }: { port: number }) => port)).toEqual([1000, 1001, 1002, 1003, 1004]);
    const fixed = await ask({ settings: valid.healthCheck({ port: 9 }) });
    expect(fixed.body).toMatchObject([{ port: 9 }]);
  });

  it.each([
    ['no server', { targets: [] }, 'InvalidParameter', 'targets'],
    ['six servers', { targets: targets(6) }, 'InvalidParameter', 'targets'],
    ['a server of another region', { targets: [{ serverId: 'srv-south', port: 80 }] }, 'NetworkConflict', 'targets.0.serverId'],
    ['an unknown server', { targets: [{ serverId: 'srv-none', port: 80 }] }, 'InvalidServerId.NotFound', 'targets.0.serverId'],
    ['port 0', { targets: [{ serverId: 'srv-one', port: 0 }] }, 'InvalidParameter', 'targets.0.port'],
    ['settings out of range', { settings: valid.healthCheck({ timeoutSeconds: 0 }) }, 'InvalidParameter', 'settings.timeoutSeconds'],
    ['an unknown region', { regionId: 'nowhere' }, 'InvalidRegionId.NotFound', 'regionId'],
  ])('with %s is refused', async (_, body, code, path) => {
    const answer = await ask(body);
    expect(answer.body).toMatchObject({ code, issues: [expect.objectContaining({ path })] });
    expect(await plane.prisma.probeRequest.count()).toBe(0);
  });

  it('lets 20 wait in a region, also when many ask at once; what was given up holds no place', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask({ targets: targets(5) })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 200, 200, 200, 429]);
    expect(answers.find((answer) => answer.status === 429)?.body).toMatchObject({ code: 'ProbeNumberOverLimit' });
    expect(await plane.prisma.probeRequest.count()).toBe(20);
    expect((await ask({ regionId: 'south', targets: [{ serverId: 'srv-south', port: 80 }] })).status).toBe(200);
    await plane.prisma.probeRequest.updateMany({ data: { requestedAt: new Date(Date.now() - 60_000) } });
    expect((await ask()).status).toBe(200);
  });
});

describe('the answer', () => {
  const age = (id: string, seconds: number, state: 'pending' | 'running') =>
    plane.prisma.probeRequest.update({ where: { id }, data: { requestedAt: new Date(Date.now() - seconds * 1000), state } });

  it('is what the worker wrote', async () => {
    const { id } = (await check()).body;
    await plane.prisma.probeRequest.update({
      where: { id },
      data: { state: 'done', nodeId: 'node-1', ok: false, reason: 'connection refused', tookMs: 3, finishedAt: new Date() },
    });
    expect(await read(id)).toMatchObject({ state: 'done', nodeId: 'node-1', ok: false, reason: 'connection refused', tookMilliseconds: 3 });
  });

  it('is that it expired when no worker takes it, or the one that did stays silent beyond the timeout', async () => {
    const { id } = (await check()).body;
    await age(id, 16, 'pending');
    expect(await read(id)).toMatchObject({ state: 'expired', ok: null });
    await age(id, 16, 'running');
    expect(await read(id)).toMatchObject({ state: 'running' });
    await age(id, 60, 'running');
    expect(await read(id)).toMatchObject({ state: 'expired' });
  });

  it.each([{}, [], null, 'tcp', { type: 'icmp' }, { type: 'udp', timeoutSeconds: -1 }])(
    'is readable when somebody has written settings past the console that make no sense: %j',
    async (settings) => {
      await plane.prisma.$executeRaw`
        INSERT INTO probe_request (id, region_id, server_name, address, port, settings, requested_by, state)
        VALUES ('prb-odd', 'north', 'odd', '10.0.0.1', 80, ${JSON.stringify(settings)}::jsonb, 'sql', 'running')`;
      expect(await api.get('/api/v1/probes/prb-odd')).toMatchObject({ status: 200, body: { type: 'tcp', state: 'running' } });
      // It holds a place among those that wait, which others have to be counted with.
      expect((await check()).status).toBe(201);
    },
  );

  it('is gone when it was never there', async () => {
    expect((await api.get('/api/v1/probes/prb-none')).status).toBe(404);
  });
});
