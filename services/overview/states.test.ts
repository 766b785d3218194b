import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ListenerView } from '#domain/view.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { replaceDefaultServers } from '../default-server-group/replace.ts';
import { createListener } from '../listener/create.ts';
import { loadListenerViews } from '../listener/view.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { createVServerGroup } from '../vserver-group/create.ts';
import { loadStates } from './states.ts';

const NODES = ['node-1', 'node-2', 'node-3'];
const SEEDS = Array.from({ length: 25 }, (_, index) => index + 1);
const IN_TROUBLE = { failed: 1, abnormal: 2, standby: 3, unready: 4 };

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  const { prisma, context } = plane;
  for (const id of NODES) {
    await prisma.proxyNode.create({ data: { id, engine: 'userspace', version: '1', startedAt: new Date(), heartbeatAt: new Date() } });
    await prisma.nodeRegion.create({ data: { nodeId: id, regionId: 'north', appliedRevision: 1, appliedAt: new Date() } });
  }
  for (const name of ['one', 'two', 'three']) {
    const loadBalancerId = (await createLoadBalancer(context, { regionId: 'north', name })).id;
    const pair = (await createActiveStandbyGroup(context, { loadBalancerId, group: valid.group() })).id;
    const servers = ['srv-one', 'srv-two'].map((serverId) => ({ serverId, port: 80 }));
    const pool = (await createVServerGroup(context, { loadBalancerId, group: valid.vserverGroup({ servers }) })).id;
    await replaceDefaultServers(context, { loadBalancerId, servers: [{ serverId: 'srv-one' }, { serverId: 'srv-two' }] });
    const targets = [
      { kind: 'active-standby-group', id: pair },
      { kind: 'vserver-group', id: pool },
      { kind: 'default', backendPort: 80 },
    ];
    for (const [index, target] of [...targets, ...targets].entries()) {
      await createListener(context, { loadBalancerId, listener: valid.listener('', { port: 1000 + index, target }) });
    }
  }
});
afterAll(() => plane.close());

/** Everything the counts depend on, anew: what users want, and what nodes that live or not say, or do not say. */
async function randomize(seed: number): Promise<void> {
  const { prisma } = plane;
  await prisma.$transaction([
    prisma.$executeRaw`SELECT setseed(${seed / 100}::float8)`,
    prisma.$executeRaw`UPDATE proxy_node SET heartbeat_at = now() + CASE WHEN random() < ${(seed % 4) / 4}::float8 THEN interval '-1 h' ELSE interval '1 h' END`,
    prisma.$executeRaw`UPDATE load_balancer SET status = (CASE WHEN random() < 0.3 THEN 'inactive' ELSE 'active' END)::load_balancer_status`,
    prisma.$executeRaw`UPDATE listener SET enabled = random() < 0.8`,
    prisma.$executeRaw`UPDATE listener SET standby_readiness_check = active_standby_group_id IS NOT NULL AND random() < 0.5`,
    prisma.$executeRaw`UPDATE health_check SET enabled = random() < 0.8`,
    prisma.$executeRaw`UPDATE vserver_member SET weight = (CASE WHEN random() < 0.3 THEN 0 ELSE 100 END)`,
    prisma.$executeRaw`UPDATE default_server SET weight = (CASE WHEN random() < 0.3 THEN 0 ELSE 100 END)`,
    prisma.$executeRaw`DELETE FROM listener_status`,
    prisma.$executeRaw`DELETE FROM verdict`,
    prisma.$executeRaw`DELETE FROM standby_readiness`,
    prisma.$executeRaw`
      INSERT INTO listener_status (node_id, listener_id, revision, state, applied_at, serving)
      SELECT n.id, l.id, l.revision - (random() < 0.15)::int,
        (CASE WHEN random() < 0.1 THEN 'failed' WHEN random() < 0.2 THEN 'stopped' ELSE 'in_force' END)::listener_state, now(),
        (CASE WHEN random() < 0.2 THEN 'standby' WHEN random() < 0.5 THEN 'active' END)::member_role
      FROM proxy_node n, listener l WHERE random() < 0.9`,
    prisma.$executeRaw`
      INSERT INTO verdict (node_id, listener_id, member_id, state, reason, since)
      SELECT n.id, l.id, m.id,
        (CASE WHEN random() < 0.1 THEN 'unhealthy' WHEN random() < 0.2 THEN 'unknown' ELSE 'healthy' END)::verdict_state, '', now()
      FROM proxy_node n, listener l JOIN (
        SELECT id, group_id AS of FROM active_standby_member UNION ALL SELECT id, group_id FROM vserver_member
        UNION ALL SELECT id, load_balancer_id FROM default_server
      ) m ON m.of IN (l.active_standby_group_id, l.vserver_group_id, CASE WHEN l.backend_port IS NOT NULL THEN l.load_balancer_id END)
      WHERE random() < 0.9`,
    prisma.$executeRaw`
      INSERT INTO standby_readiness (node_id, listener_id, member_id, state, reason, since)
      SELECT n.id, l.id, m.id, (CASE WHEN random() < 0.3 THEN 'unhealthy' ELSE 'healthy' END)::verdict_state, '', now()
      FROM proxy_node n, listener l JOIN health_check h ON h.listener_id = l.id AND h.enabled
      JOIN active_standby_member m ON m.group_id = l.active_standby_group_id AND m.role = 'standby'`,
  ]);
}

it.each(SEEDS)('counts any state as the views of the listeners do: seed %i', async (seed) => {
  await randomize(seed);
  const views = await loadListenerViews(plane.prisma, { loadBalancer: { regionId: 'north' } });
  const count = (test: (view: ListenerView) => boolean) => views.filter(test).length;
  const health = (word: ListenerView['health']) => count((view) => view.health === word);
  const troubles = views
    .map((view) => ({ id: view.id, rank: troubleOf(view) }))
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1));
  const aliveNodes = views[0]?.nodes.length;
  expect(await loadStates(plane.prisma, 'north')).toEqual({
    running: count(({ status }) => status === 'running'),
    changing: count(({ status }) => ['starting', 'configuring', 'stopping'].includes(status)),
    stopped: count(({ status }) => status === 'stopped'),
    failed: count(({ nodes }) => nodes.some(({ error }) => error)),
    normal: health('normal'),
    abnormal: health('abnormal'),
    unavailable: health('unavailable'),
    off: health('off'),
    aliveNodes,
    nodes: NODES.length,
    abnormalServers: new Set(views.flatMap(unhealthyServers)).size,
    troubleIds: troubles.map(({ id }) => id),
    troubleCount: troubles.length,
  });
});

function troubleOf(view: ListenerView): number {
  const isWanted = view.status !== 'stopping' && view.status !== 'stopped';
  const ranks = [
    view.nodes.some(({ error }) => error) && IN_TROUBLE.failed,
    view.health === 'abnormal' && IN_TROUBLE.abnormal,
    isWanted && (view.serving.role === 'standby' || view.serving.role === 'mixed') && IN_TROUBLE.standby,
    view.redundancy.state === 'none' && IN_TROUBLE.unready,
  ];
  return Math.min(...ranks.map((rank) => rank || Number.POSITIVE_INFINITY));
}

/** Those that should serve. */
function unhealthyServers({ members }: ListenerView): string[] {
  return members
    .filter(({ role, weight, state }) => state === 'unhealthy' && (role === 'active' || (role === null && weight > 0)))
    .map(({ serverId }) => serverId);
}
