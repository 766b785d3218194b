import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { getGroupTraffic } from '../active-standby-group/get-traffic.ts';
import { createListener } from '../listener/create.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { stopLoadBalancer } from '../load-balancer/stop.ts';
import { getDrill } from './get.ts';
import { listDrills } from './list.ts';
import { startDrill } from './start.ts';
import { stopDrill } from './stop.ts';

/** Failover drills as the console keeps them; what workers do in one is proved with them. */
let plane: ControlPlane;
let groupId: string;
let loadBalancerId: string;
let listenerId: string;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());

beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  ({ id: loadBalancerId } = await createLoadBalancer(plane.context, { regionId: 'north' }));
  ({ id: groupId } = await createActiveStandbyGroup(plane.context, { loadBalancerId, group: valid.group() }));
  const listener = valid.listener(groupId, { start: true });
  ({ id: listenerId } = await createListener(plane.context, { loadBalancerId, listener }));
});

const start = (drill: unknown = { seconds: 60, reason: 'rehearsal' }) => startDrill(plane.context, { groupId, drill });
const list = (query: object = {}) => listDrills(plane.context, { groupId, query });
const revision = async () => (await plane.prisma.region.findUniqueOrThrow({ where: { id: 'north' } })).revision;

/** So that the next one may begin: as if it had run long ago. */
const age = (id: string, minutes: number) => plane.prisma.$executeRaw`
  UPDATE failover_drill SET started_at = started_at - make_interval(mins => ${minutes}::int), ends_at = ends_at - make_interval(mins => ${minutes}::int)
  WHERE id = ${id}`;

it('begins now, ends by itself after its time, and makes the workers look', async () => {
  const before = await revision();
  const drill = await start();
  expect(drill).toMatchObject({
    groupId,
    loadBalancerId,
    seconds: 60,
    reason: 'rehearsal',
    startedBy: 'Tester',
    stoppedAt: null,
    results: [],
  });
  expect(Date.parse(drill.endsAt) - Date.parse(drill.startedAt)).toBe(60_000);
  expect(drill.leftMilliseconds).toBeGreaterThan(0);
  expect(drill.leftMilliseconds).toBeLessThanOrEqual(60_000);
  expect(await revision()).toBeGreaterThan(before);
  await age(drill.id, 2);
  expect(await getDrill(plane.context, { id: drill.id })).toMatchObject({ leftMilliseconds: 0, stoppedAt: null });
});

it('runs alone in its group', async () => {
  const { id } = await start();
  await expect(start()).rejects.toMatchObject({ code: 'DrillRunning' });
  await age(id, 2);
  await start();
  expect((await list()).totalCount).toBe(2);
});

it('is ended by hand once, and not again', async () => {
  const { id } = await start();
  const stopped = await stopDrill(plane.context, { id });
  expect(stopped).toMatchObject({ leftMilliseconds: 0, stoppedBy: 'Tester' });
  const before = await revision();
  expect(await stopDrill(plane.context, { id })).toEqual(stopped);
  expect(await revision()).toBe(before);
  await start();
});

it('that has ended by time stays so', async () => {
  const { id } = await start();
  await age(id, 2);
  expect(await stopDrill(plane.context, { id })).toMatchObject({ stoppedAt: null, stoppedBy: null });
});

it.each([
  ['no time', { reason: 'r' }, 'seconds'],
  ['9 s', { seconds: 9, reason: 'r' }, 'seconds'],
  ['601 s', { seconds: 601, reason: 'r' }, 'seconds'],
  ['half a second', { seconds: 30.5, reason: 'r' }, 'seconds'],
  ['no reason', { seconds: 30, reason: ' ' }, 'reason'],
  ['a reason of 201 characters', { seconds: 30, reason: 'r'.repeat(201) }, 'reason'],
  ['a field that is none', { seconds: 30, reason: 'r', hours: 1 }, 'hours'],
])('with %s is refused, and nothing is written', async (_, drill, path) => {
  await expect(start(drill)).rejects.toMatchObject({ code: 'InvalidParameter', issues: [{ path }] });
  expect((await list()).totalCount).toBe(0);
});

describe('is refused', () => {
  it('where no listener is started', async () => {
    await plane.prisma.listener.update({ where: { id: listenerId }, data: { enabled: false } });
    await expect(start()).rejects.toMatchObject({ code: 'NothingToDrill' });
  });

  it('while the instance is stopped', async () => {
    await stopLoadBalancer(plane.context, { id: loadBalancerId });
    await expect(start()).rejects.toMatchObject({ code: 'NothingToDrill' });
  });

  it('while the instance is locked; one that runs can be ended then', async () => {
    const { id } = await start();
    await plane.prisma.loadBalancer.update({ where: { id: loadBalancerId }, data: { status: 'locked' } });
    expect(await stopDrill(plane.context, { id })).toMatchObject({ stoppedBy: 'Tester' });
    await expect(start()).rejects.toMatchObject({ code: 'InstanceLocked' });
  });

  it('of a group that is not there', async () => {
    groupId = 'rsp-none';
    await expect(start()).rejects.toMatchObject({ code: 'InvalidMasterSlaveServerGroupId.NotFound' });
    await expect(list()).rejects.toMatchObject({ code: 'InvalidMasterSlaveServerGroupId.NotFound' });
    await expect(getGroupTraffic(plane.context, { id: groupId })).rejects.toMatchObject({
      code: 'InvalidMasterSlaveServerGroupId.NotFound',
    });
    await expect(getDrill(plane.context, { id: 'drl-none' })).rejects.toMatchObject({ code: 'DrillNotFound' });
    await expect(stopDrill(plane.context, { id: 'drl-none' })).rejects.toMatchObject({ code: 'DrillNotFound' });
  });
});

it('tells what nodes measured: the longest downtime, and all clients that would have failed', async () => {
  const { id } = await start();
  const at = new Date();
  await addNodes(['node-1', 'node-2'], at);
  const results = { drillId: id, listenerId, beganAt: at, movedAt: at };
  await plane.prisma.drillResult.createMany({
    data: [
      { ...results, nodeId: 'node-2', downtimeMs: 4000, connectionsAffected: 3, returnedAt: at },
      { ...results, nodeId: 'node-1', downtimeMs: 5200, connectionsAffected: 4 },
    ],
  });
  const { results: told, ...drill } = await getDrill(plane.context, { id });
  expect(drill).toMatchObject({ downtimeMilliseconds: 5200, connectionsAffected: 7 });
  expect(told).toMatchObject([
    { nodeId: 'node-1', listenerId, protocol: 'tcp', port: 80, listenerName: 'tcp_80', returnedAt: null, note: null },
    { nodeId: 'node-2', downtimeMilliseconds: 4000, returnedAt: at.toISOString() },
  ]);
});

it('goes when a hundred newer ones are there', async () => {
  const startedAt = new Date('2026-01-01T00:00:00Z');
  const times = (index: number) => ({
    startedAt: new Date(startedAt.getTime() + index * 60_000),
    endsAt: new Date(startedAt.getTime() + index * 60_000 + 10_000),
  });
  await plane.prisma.failoverDrill.createMany({
    data: Array.from({ length: 100 }, (_, index) => ({
      ...{ groupId, loadBalancerId, seconds: 10, reason: `number ${index.toString()}`, startedBy: 'Ada', ...times(index) },
      stoppedAt: startedAt,
      stoppedBy: 'Ada',
    })),
  });
  await start();
  const { items, totalCount } = await list({ pageSize: 100 });
  expect(totalCount).toBe(100);
  expect([items[0]?.reason, items.at(-1)?.reason]).toEqual(['rehearsal', 'number 1']);
});

it('traffic of both members is told per listener and node; a node that is gone has nothing open', async () => {
  const { members } = await plane.prisma.activeStandbyGroup.findUniqueOrThrow({ where: { id: groupId }, include: { members: true } });
  const [memberId = '', otherId = ''] = members.map((member) => member.id);
  await addNodes(['node-1', 'node-2'], new Date());
  await plane.prisma.proxyNode.update({ where: { id: 'node-2' }, data: { stoppedAt: new Date() } });
  const row = { listenerId, connectionsCurrent: 2, connectionsTotal: 2n ** 40n, updatedAt: new Date() };
  await plane.prisma.memberTraffic.createMany({
    data: [
      { ...row, memberId, nodeId: 'node-1' },
      { ...row, memberId, nodeId: 'node-2' },
      { ...row, memberId: otherId, nodeId: 'node-1', connectErrorsTotal: 3n },
      { ...row, memberId: 'mbr-gone', nodeId: 'node-1' },
    ],
  });
  const { counters, at } = await getGroupTraffic(plane.context, { id: groupId });
  expect(Date.parse(at)).not.toBeNaN();
  expect(counters).toHaveLength(3);
  expect(counters).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ memberId, nodeId: 'node-1', connectionsCurrent: 2, connectionsTotal: 2 ** 40 }),
      expect.objectContaining({ memberId, nodeId: 'node-2', connectionsCurrent: 0, connectionsTotal: 2 ** 40 }),
      expect.objectContaining({ memberId: otherId, connectErrorsTotal: 3, reportedAt: row.updatedAt.toISOString() }),
    ]),
  );
});

async function addNodes(ids: string[], at: Date): Promise<void> {
  await plane.prisma.proxyNode.deleteMany();
  await plane.prisma.proxyNode.createMany({
    data: ids.map((id) => ({ id, engine: 'userspace', version: '1', startedAt: at, heartbeatAt: at })),
  });
  await plane.prisma.nodeRegion.createMany({
    data: ids.map((nodeId) => ({ nodeId, regionId: 'north', appliedRevision: 1, appliedAt: at })),
  });
}
