import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { TimelineView } from '#domain/timeline.ts';
import type { ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';

/** What workers and drills leave behind, as it is read back. */
let plane: ControlPlane;
let api: ApiClient;
let loadBalancerId: string;
let groupId: string;
let listenerId: string;
let active: string;
let standby: string;

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute));
const HOUR = `from=${at(0).toISOString()}&to=${at(60).toISOString()}`;

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
  loadBalancerId = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'web' })).body.id;
  const group = (await api.post(`/api/v1/load-balancers/${loadBalancerId}/active-standby-groups`, valid.group())).body;
  groupId = group.id;
  [active, standby] = group.servers.map(({ memberId }: { memberId: string }) => memberId);
  listenerId = (
    await api.post(`/api/v1/load-balancers/${loadBalancerId}/listeners`, valid.listener(groupId, { standbyReadinessCheck: true }))
  ).body.id;
  await plane.prisma.listener.update({ where: { id: listenerId }, data: { createdAt: at(-600) } });
  const startedAt = at(-600);
  await plane.prisma.proxyNode.create({ data: { id: 'node-1', engine: 'userspace', version: '1', startedAt, heartbeatAt: startedAt } });
});
afterAll(() => plane.close());
beforeEach(async () => {
  const { prisma } = plane;
  await Promise.all([
    prisma.probeRun.deleteMany(),
    prisma.verdictChange.deleteMany(),
    prisma.failoverEvent.deleteMany(),
    prisma.failoverDrill.deleteMany(),
    prisma.verdict.deleteMany(),
    prisma.listenerStatus.deleteMany(),
  ]);
});

const read = async (path = `active-standby-groups/${groupId}`, query = HOUR): Promise<TimelineView> =>
  (await api.get(`/api/v1/${path}/timeline?${query}`)).body;
const run = (from: number, to: number, ok: boolean, memberId = active) =>
  plane.prisma.probeRun.create({
    data: {
      nodeId: 'node-1',
      listenerId,
      memberId,
      firstAt: at(from),
      lastAt: at(to),
      ok,
      reason: ok ? 'connected' : 'refused',
      probes: 5,
    },
  });
const verdict = (minute: number, fromState: 'healthy' | 'unhealthy', toState: 'healthy' | 'unhealthy', memberId = active) =>
  plane.prisma.verdictChange.create({
    data: {
      id: crypto.randomUUID(),
      nodeId: 'node-1',
      listenerId,
      memberId,
      serverName: 'one',
      fromState,
      toState,
      reason: 'refused',
      at: at(minute),
    },
  });
const failover = (minute: number, fromRole: 'active' | 'standby', toRole: 'active' | 'standby') =>
  plane.prisma.failoverEvent.create({
    data: {
      id: crypto.randomUUID(),
      loadBalancerId,
      listenerId,
      protocol: 'tcp',
      port: 80,
      groupId,
      groupName: 'pair',
      nodeId: 'node-1',
      fromRole,
      toRole,
      fromServer: 'one (10.0.0.1:80)',
      toServer: 'two (10.0.0.2:80)',
      reason: 'refused',
      at: at(minute),
    },
  });
const minute = (time: string) => (Date.parse(time) - at(0).getTime()) / 60_000;

it('shows a failover: failing probes, the verdict, the switch and who served, cut to the time', async () => {
  await run(-10, 20, true);
  await run(21, 24, false);
  await run(0, 59, true, standby);
  await verdict(-30, 'unhealthy', 'healthy');
  await verdict(24, 'healthy', 'unhealthy');
  await failover(24, 'active', 'standby');
  const { listeners, completeFrom } = await read();
  expect(completeFrom).toBe(at(0).toISOString());
  const [one] = listeners;
  expect(one).toMatchObject({
    listenerId,
    groupName: 'pair',
    standbyReadinessCheck: true,
    members: [
      { memberId: active, role: 'active', serverName: 'one' },
      { memberId: standby, role: 'standby', serverName: 'two' },
    ],
    switches: [{ from: 'active', to: 'standby', reason: 'refused' }],
  });
  const spans = (list: { from: string; to: string }[] = []) => list.map(({ from, to }) => [minute(from), minute(to)]);
  expect(spans(one?.probes)).toEqual([
    [0, 20],
    [21, 24],
    [0, 59],
  ]);
  expect(one?.verdicts.map(({ state }) => state)).toEqual(['healthy', 'unhealthy']);
  expect(spans(one?.verdicts)).toEqual([
    [0, 24],
    [24, 60],
  ]);
  expect(one?.serving.map(({ role, reason }) => [role, reason])).toEqual([
    ['active', null],
    ['standby', 'refused'],
  ]);
  expect(spans(one?.serving)).toEqual([
    [0, 24],
    [24, 60],
  ]);
});

it('of what has not changed in all the time tells what holds now, since when', async () => {
  const { prisma } = plane;
  await prisma.verdict.create({
    data: { nodeId: 'node-1', listenerId, memberId: active, state: 'healthy', reason: 'connected', since: at(10) },
  });
  await prisma.listenerStatus.create({
    data: { nodeId: 'node-1', listenerId, revision: 1, state: 'in_force', appliedAt: at(5), serving: 'active', servingSince: at(5) },
  });
  const [one] = (await read()).listeners;
  expect(one?.verdicts).toMatchObject([{ state: 'healthy', reason: 'connected', from: at(10).toISOString(), to: at(60).toISOString() }]);
  expect(one?.serving).toMatchObject([{ role: 'active', from: at(5).toISOString() }]);
});

it('marks drills, ended early or not, and names members that have left', async () => {
  const drill = (from: number, stopped: number | null) => ({
    groupId,
    loadBalancerId,
    seconds: 600,
    reason: 'monthly drill',
    startedBy: 'ann',
    startedAt: at(from),
    endsAt: at(from + 10),
    ...(stopped === null ? {} : { stoppedAt: at(stopped), stoppedBy: 'ann' }),
  });
  await plane.prisma.failoverDrill.createMany({ data: [drill(10, null), drill(30, 32), drill(-20, null), drill(-8, -1)] });
  await verdict(12, 'healthy', 'unhealthy', 'mbr-gone');
  const [one] = (await read()).listeners;
  expect(one?.drills.map(({ from, to, by }) => [minute(from), minute(to), by])).toEqual([
    [10, 20, 'ann'],
    [30, 32, 'ann'],
  ]);
  expect(one?.members.at(-1)).toEqual({ memberId: 'mbr-gone', role: null, serverName: 'one' });
});

it('leaves out the oldest when there is too much, and says from when on nothing is missing', async () => {
  await plane.prisma.probeRun.createMany({
    data: Array.from({ length: 4500 }, (_, index) => ({
      nodeId: 'node-1',
      listenerId,
      memberId: active,
      firstAt: new Date(at(0).getTime() + index * 100),
      lastAt: new Date(at(0).getTime() + index * 100),
      ok: index % 2 === 0,
      reason: 'x',
      probes: 1,
    })),
  });
  const { listeners, completeFrom, from } = await read();
  expect(from).toBe(at(0).toISOString());
  expect(completeFrom).toBe(new Date(at(0).getTime() + 499 * 100).toISOString());
  expect(listeners[0]?.probes.length).toBe(4001 - 1 + 0);
});

it('is of a listener and of an instance too; one without failover has none', async () => {
  await run(1, 2, true);
  expect((await read(`listeners/${listenerId}`)).listeners[0]?.probes).toHaveLength(1);
  expect((await read(`load-balancers/${loadBalancerId}`)).listeners[0]?.probes).toHaveLength(1);
  await api.put(`/api/v1/load-balancers/${loadBalancerId}/default-servers`, [{ serverId: 'srv-one' }]);
  const pool = valid.listener('', { port: 81, target: { kind: 'default', backendPort: 80 } });
  const { id } = (await api.post(`/api/v1/load-balancers/${loadBalancerId}/listeners`, pool)).body;
  expect((await read(`listeners/${id}`)).listeners).toEqual([]);
});

it.each([
  ['more than 31 days', 'from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z', 400],
  ['a time that ends before it begins', 'from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z', 400],
  ['no time at all', 'from=yesterday', 400],
])('refuses %s', async (_, query, status) => {
  const answer = await api.get(`/api/v1/active-standby-groups/${groupId}/timeline?${query}`);
  expect([answer.status, answer.body.issues[0].path]).toEqual([status, 'from']);
});

it('says what is not there', async () => {
  for (const path of ['active-standby-groups/rsp-none', 'listeners/lsn-none', 'load-balancers/lb-none']) {
    expect((await api.get(`/api/v1/${path}/timeline`)).status).toBe(404);
  }
});
