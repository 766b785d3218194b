import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ListenerView } from '#domain/view.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { replaceDefaultServers } from '../default-server-group/replace.ts';
import { createListener } from '../listener/create.ts';
import { loadListenerViews } from '../listener/view.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { stopLoadBalancer } from '../load-balancer/stop.ts';
import { createVServerGroup } from '../vserver-group/create.ts';
import { getOverview } from './get.ts';

let plane: ControlPlane;
const ids: Record<string, string> = {};
const NODES = ['node-1', 'node-2'];

beforeAll(async () => {
  plane = await startControlPlane();
  const { prisma, context } = plane;
  for (const id of [...NODES, 'node-dead']) {
    const heartbeatAt = new Date(Date.now() + (id === 'node-dead' ? -3600_000 : 3600_000));
    await prisma.proxyNode.create({ data: { id, engine: 'userspace', version: '1', startedAt: new Date(), heartbeatAt } });
    await prisma.nodeRegion.create({ data: { nodeId: id, regionId: 'north', appliedRevision: 1, appliedAt: new Date() } });
  }
  const loadBalancerId = (await createLoadBalancer(context, { regionId: 'north', name: 'web' })).id;
  const stopped = (await createLoadBalancer(context, { regionId: 'north', name: 'stopped' })).id;
  const pair = (await createActiveStandbyGroup(context, { loadBalancerId, group: valid.group() })).id;
  const pool = (
    await createVServerGroup(context, {
      loadBalancerId,
      group: valid.vserverGroup({
        servers: [
          { serverId: 'srv-one', port: 80 },
          { serverId: 'srv-two', port: 80, weight: 0 },
        ],
      }),
    })
  ).id;
  await replaceDefaultServers(context, { loadBalancerId, servers: [{ serverId: 'srv-two' }] });
  await replaceDefaultServers(context, { loadBalancerId: stopped, servers: [{ serverId: 'srv-two' }] });
  const targets = {
    pair: { kind: 'active-standby-group', id: pair },
    pool: { kind: 'vserver-group', id: pool },
    default: { kind: 'default', backendPort: 80 },
  };
  const listener = async (name: string, target: object, changes: object = {}, of = loadBalancerId) => {
    const port = 1000 + Object.keys(ids).length;
    const input = valid.listener('', { name, port, target, start: true, ...changes });
    ids[name] = (await createListener(context, { loadBalancerId: of, listener: input })).id;
  };
  await listener('healthy', targets.pair);
  await listener('active-down', targets.pair);
  await listener('standby-serves', targets.pair);
  await listener('not-in-force', targets.pool);
  await listener('behind', targets.pool);
  await listener('new', targets.default);
  await listener('weight-0-is-bad', targets.pool);
  await listener('default-bad', targets.default);
  await listener('unchecked', targets.default, { healthCheck: valid.healthCheck({ enabled: false }) });
  await listener('off', targets.default, { start: false });
  await listener('of-stopped', targets.default, {}, stopped);
  await stopLoadBalancer(context, { id: stopped });

  const members = await prisma.$queryRaw<{ id: string; kind: string }[]>`
    SELECT id, role::text AS kind FROM active_standby_member WHERE group_id = ${pair}
    UNION ALL SELECT id, 'weight-' || weight FROM vserver_member
    UNION ALL SELECT id, 'default' FROM default_server WHERE load_balancer_id = ${loadBalancerId}`;
  const member = (kind: string) => members.find((one) => one.kind === kind)?.id ?? '';
  const report = async (
    name: string,
    nodeId: string,
    state: 'in_force' | 'failed',
    revision: number,
    serving: 'active' | 'standby' | null,
  ) =>
    prisma.listenerStatus.create({
      data: { nodeId, listenerId: ids[name] ?? '', revision, state, appliedAt: new Date(), serving, servingSince: serving && new Date() },
    });
  const verdict = (name: string, nodeId: string, kind: string, state: 'healthy' | 'unhealthy' | 'unknown') =>
    prisma.verdict.create({
      data: { nodeId, listenerId: ids[name] ?? '', memberId: member(kind), state, reason: 'connection refused', since: new Date() },
    });
  for (const nodeId of NODES) {
    await report('healthy', nodeId, 'in_force', 9999, 'active');
    await verdict('healthy', nodeId, 'active', 'healthy');
    await report('standby-serves', nodeId, 'in_force', 9999, 'standby');
    await verdict('standby-serves', nodeId, 'active', 'healthy');
    await report('active-down', nodeId, 'in_force', 9999, 'standby');
    await report('behind', nodeId, 'in_force', nodeId === 'node-1' ? 0 : 9999, null);
    await verdict('behind', nodeId, 'weight-100', 'unknown');
    await report('weight-0-is-bad', nodeId, 'in_force', 9999, null);
    await verdict('weight-0-is-bad', nodeId, 'weight-100', 'healthy');
    await verdict('weight-0-is-bad', nodeId, 'weight-0', 'unhealthy');
    await report('default-bad', nodeId, 'in_force', 9999, null);
    await report('unchecked', nodeId, 'in_force', 9999, null);
    await report('of-stopped', nodeId, 'in_force', 0, null);
  }
  await verdict('active-down', 'node-1', 'active', 'unhealthy');
  await verdict('active-down', 'node-2', 'active', 'healthy');
  await verdict('default-bad', 'node-1', 'default', 'unhealthy');
  await report('not-in-force', 'node-1', 'failed', 9999, null);
  // Of a node that is gone nothing counts.
  await verdict('healthy', 'node-dead', 'active', 'unhealthy');
  await report('new', 'node-dead', 'failed', 9999, null);
  for (const minute of Array.from({ length: 12 }, (_, index) => index)) {
    await prisma.failoverEvent.create({
      data: {
        id: randomUUID(),
        loadBalancerId,
        listenerId: ids['active-down'] ?? '',
        protocol: 'tcp',
        port: 1001,
        groupId: pair,
        groupName: 'pair',
        nodeId: 'node-1',
        fromRole: 'active',
        toRole: 'standby',
        fromServer: 'one',
        toServer: 'two',
        reason: 'connection refused',
        at: new Date(Date.UTC(2026, 0, 1, 0, minute)),
      },
    });
  }
});
afterAll(() => plane.close());

const overview = (regionId = 'north') => getOverview(plane.context, { regionId });

it('counts as the views of the listeners do', async () => {
  const views = await loadListenerViews(plane.prisma, { loadBalancer: { regionId: 'north' } });
  const count = (test: (view: ListenerView) => boolean) => views.filter(test).length;
  const health = (word: ListenerView['health']) => count((view) => view.health === word);
  expect((await overview()).listeners).toEqual({
    running: count(({ status }) => status === 'running'),
    changing: count(({ status }) => ['starting', 'configuring', 'stopping'].includes(status)),
    stopped: count(({ status }) => status === 'stopped'),
    failed: count(({ nodes }) => nodes.some(({ error }) => error)),
    health: { normal: health('normal'), abnormal: health('abnormal'), unavailable: health('unavailable'), off: health('off') },
  });
  expect((await overview()).listeners).toMatchObject({
    running: 6,
    changing: 4,
    stopped: 1,
    failed: 1,
    health: { abnormal: 2, normal: 3 },
  });
});

it('counts instances, servers and nodes', async () => {
  expect(await overview()).toMatchObject({
    instances: { active: 1, inactive: 1, locked: 0 },
    servers: { total: 3, stopped: 1, abnormal: 2 },
    nodes: { alive: 2, total: 3 },
  });
});

it('names what is wrong now, the worst first, with its instance', async () => {
  const { troubles, troubleCount } = await overview();
  expect(troubles.map(({ name }) => name).slice(0, 1)).toEqual(['not-in-force']);
  expect(
    troubles
      .map(({ name }) => name)
      .slice(1, 3)
      .sort(),
  ).toEqual(['active-down', 'default-bad']);
  expect(troubles.map(({ name }) => name).slice(3)).toEqual(['standby-serves']);
  expect(troubleCount).toBe(4);
  expect(troubles.every(({ loadBalancerName }) => loadBalancerName === 'web')).toBe(true);
});

it('tells the ten newest failovers of the region', async () => {
  const { failovers } = await overview();
  expect(failovers).toHaveLength(10);
  expect(failovers[0]).toMatchObject({ at: '2026-01-01T00:11:00.000Z', from: 'active', to: 'standby', loadBalancerName: 'web' });
});

it('of a region without anything is all zeros, of no region a refusal', async () => {
  expect(await overview('south')).toEqual({
    instances: { active: 0, inactive: 0, locked: 0 },
    listeners: { running: 0, changing: 0, stopped: 0, failed: 0, health: { normal: 0, abnormal: 0, unavailable: 0, off: 0 } },
    servers: { total: 1, stopped: 0, abnormal: 0 },
    nodes: { alive: 0, total: 0 },
    troubles: [],
    troubleCount: 0,
    failovers: [],
  });
  await expect(overview('none')).rejects.toMatchObject({ code: 'InvalidRegionId.NotFound' });
});
