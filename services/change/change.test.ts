import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { updateLoadBalancer } from '../load-balancer/update.ts';
import { forgetNode } from '../node/forget.ts';
import { listNodes } from '../node/list.ts';
import { updateRegion } from '../region/update.ts';
import { getChangeDelays } from './delays.ts';
import { listChanges } from './list.ts';

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());

test('a change has its receipts per node, and who still has to carry it out', async () => {
  const { prisma, context } = plane;
  const { id } = await createLoadBalancer(context, { regionId: 'north', name: 'web' });
  const first = await revision();
  await updateLoadBalancer(context, { id, changes: { bandwidthMbps: 10 } });
  const second = await revision();
  await updateRegion(context, { id: 'north', changes: { name: 'Norden' } });
  expect(second).toBeGreaterThan(first);

  const now = new Date();
  const node = (name: string) => ({
    id: name,
    engine: 'userspace',
    version: '1',
    startedAt: now,
    heartbeatAt: new Date(Date.now() + 3600_000),
  });
  await prisma.proxyNode.createMany({ data: [node('a'), node('b')] });
  await prisma.nodeRegion.createMany({
    data: [
      { nodeId: 'a', regionId: 'north', appliedRevision: second, appliedAt: now },
      { nodeId: 'b', regionId: 'north', appliedRevision: first, appliedAt: now },
    ],
  });
  const row = { regionId: 'north', changedAt: now, inForceAt: now, listeners: 1, failed: 0, connectionsKept: 5, connectionsCut: 1 };
  // Node a was told of both at once.
  await prisma.nodeChange.createMany({
    data: [
      { ...row, nodeId: 'a', revision: second, delayMs: 30 },
      { ...row, nodeId: 'b', revision: first, delayMs: 10 },
    ],
  });

  const { items, totalCount } = await listChanges(context, { regionId: 'north' });
  expect(totalCount, 'what a region is called is nothing to carry out').toBe(2);
  expect(
    items.map((item) => [
      item.action,
      item.revision,
      item.receipts.map((receipt) => [receipt.nodeId, receipt.delayMilliseconds]),
      item.waitingNodes,
    ]),
  ).toEqual([
    ['load-balancer:updated', second, [['a', 30]], ['b']],
    [
      'load-balancer:created',
      first,
      [
        ['a', 30],
        ['b', 10],
      ],
      [],
    ],
  ]);

  const delays = await getChangeDelays(context, { regionId: 'north' });
  expect(delays.total).toMatchObject({ count: 2, p50Milliseconds: 20, maxMilliseconds: 30, connectionsKept: 10, connectionsCut: 2 });
  expect(delays.steps).toHaveLength(1);

  const nodes = await listNodes(context);
  expect(nodes.map(({ id: name, alive, regions }) => [name, alive, regions[0]?.lagMilliseconds === 0])).toEqual([
    ['a', true, true],
    ['b', true, false],
  ]);
  await expect(forgetNode(context, { id: 'a' })).rejects.toMatchObject({ code: 'NodeAlive' });
  await prisma.proxyNode.update({ where: { id: 'a' }, data: { stoppedAt: new Date() } });
  await forgetNode(context, { id: 'a' });
  expect((await listNodes(context)).map(({ id: name }) => name)).toEqual(['b']);
  await expect(forgetNode(context, { id: 'a' })).rejects.toMatchObject({ code: 'NodeNotFound' });
});

test('without any change there is nothing to count', async () => {
  const { total, steps } = await getChangeDelays(plane.context, { regionId: 'south' });
  expect(total).toMatchObject({ count: 0, p50Milliseconds: null, connectionsCut: 0 });
  expect(steps).toEqual([]);
});

async function revision(): Promise<number> {
  return (await plane.prisma.region.findUniqueOrThrow({ where: { id: 'north' } })).revision;
}
