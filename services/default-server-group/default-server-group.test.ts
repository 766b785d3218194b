import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { forgetAudit } from '#test/forget-audit.ts';
import { createListener } from '../listener/create.ts';
import { getListener } from '../listener/get.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { getLoadBalancer } from '../load-balancer/get.ts';
import { listLoadBalancers } from '../load-balancer/list.ts';
import { deleteServer } from '../server/delete.ts';
import { getServer } from '../server/get.ts';
import { createVServerGroup } from '../vserver-group/create.ts';
import { getDefaultServerGroup } from './get.ts';
import { replaceDefaultServers } from './replace.ts';

let plane: ControlPlane;
let loadBalancerId: string;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  await forgetAudit(plane.prisma);
  await plane.prisma.server.deleteMany({ where: { name: 'more' } });
  loadBalancerId = (await createLoadBalancer(plane.context, { regionId: 'north', name: 'web' })).id;
});

const replace = (servers: unknown) => replaceDefaultServers(plane.context, { loadBalancerId, servers });
const audit = () => plane.prisma.auditEntry.findMany({ where: { resourceType: 'default-server-group' }, orderBy: { at: 'asc' } });

async function addServers(count: number): Promise<string[]> {
  const data = Array.from({ length: count }, (_, index) => ({
    id: `srv-more-${index}`,
    regionId: 'north',
    name: 'more',
    address: `10.8.${Math.floor(index / 250)}.${(index % 250) + 1}`,
  }));
  await plane.prisma.server.createMany({ data });
  return data.map(({ id }) => id);
}

it('is empty at first, and is replaced as a whole', async () => {
  expect((await getDefaultServerGroup(plane.context, { loadBalancerId })).servers).toEqual([]);
  const servers = await replace([{ serverId: 'srv-two', weight: 0 }, { serverId: 'srv-one' }]);
  expect(servers).toMatchObject([
    { serverId: 'srv-one', serverName: 'one', address: '10.0.0.1', weight: 100 },
    { serverId: 'srv-two', serverName: 'two', address: '10.0.0.2', weight: 0 },
  ]);
  expect((await getDefaultServerGroup(plane.context, { loadBalancerId })).servers).toEqual(servers);
  const [one] = servers;
  expect(await replace([{ serverId: 'srv-one', weight: 5 }])).toEqual([{ ...one, weight: 5 }]);
  expect(await audit()).toMatchObject([
    { action: 'default-server-group:updated', resourceId: loadBalancerId, before: { servers: [] }, after: { servers: [{}, {}] } },
    { before: { servers: [{}, {}] }, after: { servers: [{ serverId: 'srv-one', weight: 5 }] } },
  ]);
});

it('gives each listener its servers at the port of the listener', async () => {
  const target = (backendPort: number) => ({ kind: 'default', backendPort });
  const first = await createListener(plane.context, { loadBalancerId, listener: valid.listener('', { target: target(8080) }) });
  const second = await createListener(plane.context, { loadBalancerId, listener: valid.listener('', { port: 81, target: target(8081) }) });
  expect(first).toMatchObject({ target: target(8080), members: [] });
  const [server] = await replace([{ serverId: 'srv-one' }]);
  for (const [{ id, revision }, port] of [[first, 8080] as const, [second, 8081] as const]) {
    const listener = await getListener(plane.context, { id });
    expect(listener.members).toMatchObject([{ memberId: server?.memberId, port, role: null }]);
    expect(listener.revision).toBeGreaterThan(revision);
  }
});

it.each([
  ['a server of another region', [{ serverId: 'srv-one' }, { serverId: 'srv-south' }], 'NetworkConflict', '1.serverId'],
  ['a stopped server', [{ serverId: 'srv-off' }], 'InvalidServerId.NotFound', '0.serverId'],
  ['a server that is not there', [{ serverId: 'srv-none' }], 'InvalidServerId.NotFound', '0.serverId'],
  ['a field that there is not', [{ serverId: 'srv-one', port: 80 }], 'InvalidParameter', '0.port'],
])('%s is refused, and nothing is changed', async (_, servers, code, path) => {
  await replace([{ serverId: 'srv-two' }]);
  await expect(replace(servers)).rejects.toMatchObject({ code, issues: [{ path }] });
  expect((await getDefaultServerGroup(plane.context, { loadBalancerId })).servers).toMatchObject([{ serverId: 'srv-two' }]);
});

it('counts with the other groups: 200 servers an instance, each once', async () => {
  const ids = await addServers(200);
  await createVServerGroup(plane.context, {
    loadBalancerId,
    group: valid.vserverGroup({ servers: [{ serverId: 'srv-more-0', port: 80 }] }),
  });
  expect(await replace(ids.map((serverId) => ({ serverId })))).toHaveLength(200);
  expect(await getLoadBalancer(plane.context, { id: loadBalancerId })).toMatchObject({ serverCount: 200, groupCount: 1 });
  await expect(
    createVServerGroup(plane.context, { loadBalancerId, group: valid.vserverGroup({ servers: [{ serverId: 'srv-one', port: 80 }] }) }),
  ).rejects.toMatchObject({ code: 'InstanceBackendServerNumberOverLimit' });
  // One out and one in is no more than before.
  expect(await replace([...ids.slice(0, -1), 'srv-one'].map((serverId) => ({ serverId })))).toHaveLength(200);
});

it('its servers say so, cannot be removed, and lead to the instance in a search', async () => {
  await replace([{ serverId: 'srv-two' }]);
  const use = { loadBalancerId, loadBalancerName: 'web', kind: 'default', groupId: null, groupName: null, role: null, port: null };
  expect((await getServer(plane.context, { id: 'srv-two' })).usedBy).toEqual([use]);
  await expect(deleteServer(plane.context, { id: 'srv-two' })).rejects.toMatchObject({ code: 'ServerInUse', usedBy: { groups: [use] } });
  expect(await listLoadBalancers(plane.context, { regionId: 'north', search: '10.0.0.2' })).toMatchObject({ items: [{ name: 'web' }] });
});

it('of two who replace it at the same moment, one gets what it asked for', async () => {
  for (const weight of [1, 2, 3]) {
    const left = [
      { serverId: 'srv-one', weight },
      { serverId: 'srv-two', weight },
    ];
    const right = [{ serverId: 'srv-one', weight: weight + 10 }];
    await Promise.all([replace(left), replace(right)]);
    const found = (await getDefaultServerGroup(plane.context, { loadBalancerId })).servers.map(({ serverId, weight }) => ({
      serverId,
      weight,
    }));
    expect([left, right]).toContainEqual(found);
  }
});
