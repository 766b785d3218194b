import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/api.ts';
import { ADMINISTRATOR, type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { forgetAudit } from '#test/forget-audit.ts';

/** Failover options of a listener, switch-over and editing of a group, at the API. */
let plane: ControlPlane;
let api: ApiClient;
let groupPath: string;
let listenersPath: string;
let groupId: string;

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
});
afterAll(() => plane.close());

beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  await forgetAudit(plane.prisma);
  const loadBalancerId = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'web' })).body.id;
  groupId = (await api.post(`/api/v1/load-balancers/${loadBalancerId}/active-standby-groups`, valid.group())).body.id;
  groupPath = `/api/v1/active-standby-groups/${groupId}`;
  listenersPath = `/api/v1/load-balancers/${loadBalancerId}/listeners`;
});

const revision = async () => (await plane.prisma.region.findUniqueOrThrow({ where: { id: 'north' } })).revision;
const audit = (action: string) => plane.prisma.auditEntry.findMany({ where: { action }, orderBy: { at: 'asc' } });
const createListener = (changes: object = {}) => api.post(listenersPath, valid.listener(groupId, changes));
const one = (serverId: string, port: number, role: 'active' | 'standby') => ({ serverId, port, role });

describe('a listener', () => {
  it('has the options that were asked for, keeps what a change leaves out, and raises the revision', async () => {
    const options = {
      retryOnStandby: true,
      connectTimeoutMilliseconds: 750,
      failback: { mode: 'delayed', stableSeconds: 60 },
      onFailover: { mode: 'drain', drainSeconds: 30 },
    };
    const created = await createListener(options);
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject(options);
    const path = `/api/v1/listeners/${created.body.id}`;
    const before = await revision();
    const changed = await api.patch(path, { failback: { mode: 'manual' }, onFailover: { mode: 'reset' } });
    expect(changed.body).toMatchObject({
      ...options,
      failback: { mode: 'manual', stableSeconds: null },
      onFailover: { mode: 'reset', drainSeconds: null },
    });
    expect(changed.body.revision).toBeGreaterThan(before);
    expect((await api.patch(path, { name: 'renamed' })).body).toMatchObject({ retryOnStandby: true, failback: { mode: 'manual' } });
    const [entry] = await audit('listener:updated');
    expect([entry?.before, entry?.after]).toMatchObject([
      { failbackStableSeconds: 60 },
      { failbackMode: 'manual', onFailoverMode: 'reset' },
    ]);
  });

  it.each([
    ['a retry on UDP', { protocol: 'udp', retryOnStandby: true }, 'retryOnStandby'],
    ['a delay without a time', { failback: { mode: 'delayed' } }, 'failback.stableSeconds'],
    ['a drain of 9 s', { onFailover: { mode: 'drain', drainSeconds: 9 } }, 'onFailover.drainSeconds'],
    ['a connect timeout of a minute', { connectTimeoutMilliseconds: 60_000 }, 'connectTimeoutMilliseconds'],
  ])('with %s is refused', async (_, changes, path) => {
    const { status, body } = await createListener(changes);
    expect({ status, code: body.code, paths: body.issues.map((issue: { path: string }) => issue.path) }).toEqual({
      status: 400,
      code: 'InvalidParameter',
      paths: [path],
    });
  });

  it('of UDP takes no retry afterwards either', async () => {
    const { id } = (await createListener({ protocol: 'udp' })).body;
    const { status, body } = await api.patch(`/api/v1/listeners/${id}`, { retryOnStandby: true });
    expect([status, body.issues[0]]).toMatchObject([
      400,
      { path: 'retryOnStandby', message: 'Only a TCP listener can retry on the standby.' },
    ]);
  });
});

describe('a switch', () => {
  it('is shown with its reason and who asked, audited, and concerns every listener of the group', async () => {
    const listeners = [(await createListener()).body, (await createListener({ port: 81 })).body];
    expect((await api.get(groupPath)).body.switch).toBeNull();
    const { status, body } = await api.post(`${groupPath}/switch`, { to: 'standby', reason: 'kernel update' });
    expect([status, body.switch]).toMatchObject([200, { to: 'standby', reason: 'kernel update', by: ADMINISTRATOR.name }]);
    for (const { id, revision: before } of listeners) {
      expect((await api.get(`/api/v1/listeners/${id}`)).body.revision).toBeGreaterThan(before);
    }
    const back = await api.post(`${groupPath}/switch`, { to: 'active', reason: 'done' });
    expect(back.body.switch).toMatchObject({ to: 'active', reason: 'done' });
    expect(Date.parse(back.body.switch.at)).toBeGreaterThan(Date.parse(body.switch.at));
    const entries = await audit('active-standby-group:switched');
    expect(entries).toMatchObject([
      { actorName: ADMINISTRATOR.name, resourceId: groupId, before: { switchTo: null }, after: { switchTo: 'standby' } },
      { before: { switchTo: 'standby' }, after: { switchTo: 'active', switchReason: 'done' } },
    ]);
  });

  it('is an order of its own each time', async () => {
    const order = { to: 'active', reason: 'back' };
    const [first, second] = [await api.post(`${groupPath}/switch`, order), await api.post(`${groupPath}/switch`, order)];
    expect(second.body.switch.at).not.toBe(first.body.switch.at);
  });

  it.each([
    ['without a reason', { to: 'standby' }, 'reason'],
    ['with an empty reason', { to: 'standby', reason: ' ' }, 'reason'],
    ['to nowhere', { to: 'third', reason: 'x' }, 'to'],
  ])('%s is refused', async (_, order, path) => {
    const before = await revision();
    const { status, body } = await api.post(`${groupPath}/switch`, order);
    expect([status, body.issues[0].path]).toEqual([400, path]);
    expect(await revision()).toBe(before);
  });

  it('of a group that does not exist is refused, and of a locked instance', async () => {
    const order = { to: 'standby', reason: 'x' };
    expect((await api.post('/api/v1/active-standby-groups/rsp-none/switch', order)).body.code).toBe(
      'InvalidMasterSlaveServerGroupId.NotFound',
    );
    await plane.prisma.loadBalancer.updateMany({ data: { status: 'locked' } });
    for (const act of [() => api.post(`${groupPath}/switch`, order), () => api.patch(groupPath, { name: 'new' })]) {
      expect((await act()).body.code).toBe('InstanceLocked');
    }
  });
});

describe('changing a group', () => {
  const servers = async () =>
    (await api.get(groupPath)).body.servers as { memberId: string; serverId: string; port: number; role: string }[];

  it('changes name, ports and roles at once; members keep their ids and weights', async () => {
    const listener = (await createListener()).body;
    await plane.prisma.activeStandbyMember.updateMany({ where: { serverId: 'srv-two' }, data: { weight: 7 } });
    const before = await servers();
    const idOf = (serverId: string) => before.find((server) => server.serverId === serverId)?.memberId;
    const changes = { name: 'renamed', servers: [one('srv-two', 80, 'active'), one('srv-one', 8080, 'standby')] };
    const { status, body } = await api.patch(groupPath, changes);
    expect([status, body.name, body.servers]).toMatchObject([
      200,
      'renamed',
      [
        { memberId: idOf('srv-two'), port: 80, role: 'active', weight: 7 },
        { memberId: idOf('srv-one'), port: 8080, role: 'standby', weight: 100 },
      ],
    ]);
    expect((await api.get(`/api/v1/listeners/${listener.id}`)).body.revision).toBeGreaterThan(listener.revision);
    expect(await audit('active-standby-group:updated')).toMatchObject([{ before: { name: 'pair' }, after: { name: 'renamed' } }]);
  });

  it('replaces a member; the other one is the same as before', async () => {
    await plane.prisma.server.update({ where: { id: 'srv-off' }, data: { status: 'running' } });
    const [, standby] = await servers();
    const { body } = await api.patch(groupPath, { servers: [one('srv-off', 80, 'active'), one('srv-two', 80, 'standby')] });
    await plane.prisma.server.update({ where: { id: 'srv-off' }, data: { status: 'stopped' } });
    expect(body.servers).toMatchObject([{ serverId: 'srv-off', weight: 100 }, { memberId: standby?.memberId }]);
    // A member may stay though its server is out of service by now; a new one may not come.
    expect((await api.patch(groupPath, { servers: [one('srv-off', 81, 'active'), one('srv-two', 80, 'standby')] })).status).toBe(200);
  });

  it('moves ports between two members of one server', async () => {
    await api.patch(groupPath, { servers: [one('srv-one', 80, 'active'), one('srv-one', 81, 'standby')] });
    const { status, body } = await api.patch(groupPath, { servers: [one('srv-one', 81, 'active'), one('srv-one', 82, 'standby')] });
    expect([status, body.servers]).toMatchObject([200, [{ port: 81 }, { port: 82 }]]);
  });

  it('that changes nothing raises no revision and leaves no audit entry', async () => {
    const before = await revision();
    for (const changes of [{}, { name: 'pair' }, { servers: valid.group().servers }, { servers: valid.group().servers.toReversed() }]) {
      expect((await api.patch(groupPath, changes)).status).toBe(200);
    }
    expect(await revision()).toBe(before);
    expect(await audit('active-standby-group:updated')).toEqual([]);
  });

  it('ends a switch exactly when the standby becomes the active', async () => {
    await api.post(`${groupPath}/switch`, { to: 'standby', reason: 'update' });
    const replaced = await api.patch(groupPath, { servers: [one('srv-one', 8080, 'active'), one('srv-two', 80, 'standby')] });
    expect(replaced.body.switch).toMatchObject({ to: 'standby' });
    const swapped = await api.patch(groupPath, { servers: [one('srv-two', 80, 'active'), one('srv-one', 8080, 'standby')] });
    expect(swapped.body.switch).toBeNull();
  });

  it.each([
    ['BACKEND_SERVERS_NUM_MUST_BE_TWO', [one('srv-one', 80, 'active')]],
    ['BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE', [one('srv-one', 80, 'active'), one('srv-two', 80, 'active')]],
    ['BACKEND_SERVERS_HAVE_SAME_PORT_AND_SERVERID', [one('srv-one', 80, 'active'), one('srv-one', 80, 'standby')]],
    ['InvalidServerId.NotFound', [one('srv-off', 80, 'active'), one('srv-two', 80, 'standby')]],
    ['InvalidServerId.NotFound', [one('srv-none', 80, 'active'), one('srv-two', 80, 'standby')]],
    ['NetworkConflict', [one('srv-south', 80, 'active'), one('srv-two', 80, 'standby')]],
  ])('is refused whole: %s', async (code, wanted) => {
    const before = { revision: await revision(), servers: await servers() };
    const { status, body } = await api.patch(groupPath, { name: 'other', servers: wanted });
    expect({ status, code: body.code }).toEqual({ status: 400, code });
    expect({ revision: await revision(), servers: await servers() }).toEqual(before);
    expect((await api.get(groupPath)).body.name).toBe('pair');
  });
});
