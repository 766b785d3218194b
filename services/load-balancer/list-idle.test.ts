import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createListener } from '../listener/create.ts';
import { createVServerGroup } from '../vserver-group/create.ts';
import { createLoadBalancer } from './create.ts';
import { listIdleLoadBalancers } from './list-idle.ts';
import { stopLoadBalancer } from './stop.ts';

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
  await plane.prisma.proxyNode.create({
    data: { id: 'node-1', engine: 'userspace', version: '1', startedAt: new Date(), heartbeatAt: new Date() },
  });
});
afterAll(() => plane.close());
beforeEach(() => plane.prisma.loadBalancer.deleteMany());

const create = async (name: string) => (await createLoadBalancer(plane.context, { regionId: 'north', name })).id;
const forward = async (loadBalancerId: string) => {
  const { id } = await createVServerGroup(plane.context, { loadBalancerId, group: valid.vserverGroup() });
  const listener = valid.listener('', { target: { kind: 'vserver-group', id }, start: true });
  return (await createListener(plane.context, { loadBalancerId, listener })).id;
};
/** As if nothing had happened to any instance for so many days. */
const age = (days: number) => plane.prisma.$executeRaw`
  UPDATE load_balancer SET created_at = now() - make_interval(days => ${days}::int), revised_at = now() - make_interval(days => ${days}::int)`;
const traffic = (listenerId: string, daysAgo: number, columns: object = { connectionsNew: 1n }) =>
  plane.prisma.trafficMinute.create({
    data: { nodeId: 'node-1', listenerId, minute: new Date(Math.floor(Date.now() / 60_000) * 60_000 - daysAgo * 86_400_000), ...columns },
  });
const idle = async (query: object = {}) =>
  (await listIdleLoadBalancers(plane.context, { regionId: 'north', ...query })).items.map(({ loadBalancer, causes }) => [
    loadBalancer.name,
    causes,
  ]);

it('tells why: no listener, no server, stopped, or only no traffic', async () => {
  await create('empty');
  const stopped = await create('stopped');
  await forward(stopped);
  await stopLoadBalancer(plane.context, { id: stopped });
  await forward(await create('quiet'));
  await age(8);
  expect((await idle()).sort()).toEqual([
    ['empty', ['no-listener', 'no-server']],
    ['quiet', ['no-traffic']],
    ['stopped', ['stopped']],
  ]);
});

it('is older than seven days, without traffic and without a change in them', async () => {
  const young = await create('young');
  await age(6);
  expect(await idle()).toEqual([]);
  await age(8);
  expect(await idle()).toHaveLength(1);
  await stopLoadBalancer(plane.context, { id: young });
  expect(await idle()).toEqual([]);
});

it('traffic of seven days ago is told, that of six days ago is use; rows of nothing, and of a server alone, are neither', async () => {
  const id = await create('web');
  const listener = await forward(id);
  await traffic(listener, 8, { bytesIn: 1n });
  await traffic(listener, 2, {});
  await traffic(listener, 2, { memberId: 'mbr-1', connectionsNew: 1n });
  await age(20);
  const { items } = await listIdleLoadBalancers(plane.context, { regionId: 'north' });
  expect(items).toMatchObject([{ causes: ['no-traffic'], lastTrafficAt: expect.any(String) }]);
  expect(Math.round((Date.now() - Date.parse(items[0]?.lastTrafficAt ?? '')) / 86_400_000)).toBe(8);
  await traffic(listener, 6, { connectionsMax: 1 });
  expect(await idle()).toEqual([]);
});

it('is searched and paged, the oldest first', async () => {
  for (const name of ['a', 'xyz', 'c']) {
    await create(name);
  }
  await age(8);
  expect(await listIdleLoadBalancers(plane.context, { regionId: 'north', pageSize: 2, pageNumber: 2 })).toMatchObject({
    totalCount: 3,
    items: [{}],
  });
  expect(await idle({ search: 'XYZ' })).toEqual([['xyz', ['no-listener', 'no-server']]]);
});
