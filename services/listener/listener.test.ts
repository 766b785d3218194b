import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EngineName } from '#domain/engine.ts';
import type { ListenerState, MemberRole, VerdictState } from '#prisma/client.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { forgetAudit } from '#test/forget-audit.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { deleteActiveStandbyGroup } from '../active-standby-group/delete.ts';
import { getActiveStandbyGroup } from '../active-standby-group/get.ts';
import { listActiveStandbyGroups } from '../active-standby-group/list.ts';
import { listFailovers } from '../failover/list.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { getLoadBalancer } from '../load-balancer/get.ts';
import { getHealth } from '../load-balancer/get-health.ts';
import { stopLoadBalancer } from '../load-balancer/stop.ts';
import { updateServer } from '../server/update.ts';
import { createListener } from './create.ts';
import { deleteListener } from './delete.ts';
import { getListener } from './get.ts';
import { listListeners } from './list.ts';
import { startListener } from './start.ts';
import { stopListener } from './stop.ts';
import { updateListener } from './update.ts';

let plane: ControlPlane;
let loadBalancerId: string;
let groupId: string;
let activeId: string;
let standbyId: string;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  await forgetAudit(plane.prisma);
  await plane.prisma.proxyNode.deleteMany();
  loadBalancerId = (await createLoadBalancer(plane.context, { regionId: 'north', name: 'web' })).id;
  const group = await createActiveStandbyGroup(plane.context, { loadBalancerId, group: valid.group() });
  groupId = group.id;
  activeId = group.servers[0]?.memberId ?? '';
  standbyId = group.servers[1]?.memberId ?? '';
});

const create = (changes: object = {}) =>
  createListener(plane.context, { loadBalancerId, listener: valid.listener(groupId, { start: true, ...changes }) });

/** A worker's heartbeat, as old as said. */
async function node(id: string, { ageSeconds = 0, stopped = false, regionId = 'north' } = {}) {
  const at = new Date(Date.now() - ageSeconds * 1000);
  const stoppedAt = stopped ? at : null;
  await plane.prisma.proxyNode.create({
    data: { id, engine: 'userspace', version: '1', startedAt: at, heartbeatAt: at, stoppedAt },
  });
  await plane.prisma.nodeRegion.create({ data: { nodeId: id, regionId, appliedRevision: 1, appliedAt: at } });
}

/** What a worker says of a listener; null for `revision` is the newest. */
const BY_USERSPACE = { engine: 'userspace', engineReason: 'The kernel has no weighted least connections.' };

async function report(
  nodeId: string,
  listenerId: string,
  { state = 'in_force', behind = 0, serving = 'active', engine = 'userspace', since = '2026-01-01T00:00:00.000Z' }: Report = {},
) {
  const { revision } = await plane.prisma.listener.findUniqueOrThrow({ where: { id: listenerId } });
  const isInForce = state === 'in_force';
  const data = {
    revision: revision - behind,
    state,
    errorCode: state === 'failed' ? 'PortInUse' : null,
    errorMessage: state === 'failed' ? 'Port 80 is taken.' : null,
    appliedAt: new Date('2026-01-01T00:00:01.000Z'),
    delayMs: 38,
    serving: isInForce ? serving : null,
    servingSince: isInForce ? new Date(since) : null,
    servingReason: isInForce ? 'started' : null,
    engine,
    engineReason: engine === 'userspace' ? BY_USERSPACE.engineReason : null,
  };
  await plane.prisma.listenerStatus.upsert({
    where: { nodeId_listenerId: { nodeId, listenerId } },
    create: { nodeId, listenerId, ...data },
    update: data,
  });
}
interface Report {
  state?: ListenerState;
  engine?: EngineName;
  behind?: number;
  serving?: MemberRole;
  since?: string;
}

const verdict = (nodeId: string, listenerId: string, memberId: string, state: VerdictState) =>
  plane.prisma.verdict.create({ data: { nodeId, listenerId, memberId, state, reason: `is ${state}`, since: new Date('2026-01-01') } });

const view = (id: string) => getListener(plane.context, { id });
const audit = () => plane.prisma.auditEntry.findMany({ where: { resourceType: 'listener' }, orderBy: { at: 'asc' } });

describe('verbs', () => {
  it('a new listener has the defaults of the specification and stays stopped unless asked', async () => {
    const listener = await create({ start: undefined });
    expect(listener).toMatchObject({
      name: 'tcp_80',
      enabled: false,
      status: 'stopped',
      health: 'off',
      idleTimeoutSeconds: 900,
      target: { kind: 'active-standby-group', id: groupId, name: 'pair' },
      healthCheck: { enabled: true, type: 'tcp', port: null, request: null, expected: null },
      serving: { role: null },
    });
    expect(await audit()).toMatchObject([{ action: 'listener:created', after: { port: 80, healthCheck: { type: 'tcp' } } }]);
  });

  it('starting, changing and stopping are audited with before and after', async () => {
    const { id } = await create({ start: false });
    expect((await startListener(plane.context, { id })).enabled).toBe(true);
    await startListener(plane.context, { id });
    const other = await createActiveStandbyGroup(plane.context, { loadBalancerId, group: valid.group({ name: 'other' }) });
    const changed = await updateListener(plane.context, {
      id,
      changes: { target: { kind: 'active-standby-group', id: other.id }, healthCheck: valid.healthCheck({ intervalSeconds: 1 }) },
    });
    expect(changed).toMatchObject({ name: 'tcp_80', target: { name: 'other' }, healthCheck: { intervalSeconds: 1 } });
    expect((await stopListener(plane.context, { id })).enabled).toBe(false);
    expect((await audit()).slice(1)).toMatchObject([
      { action: 'listener:started', before: { enabled: false }, after: { enabled: true } },
      {
        action: 'listener:updated',
        before: { activeStandbyGroupId: groupId, healthCheck: { intervalSeconds: 2 } },
        after: { activeStandbyGroupId: other.id, healthCheck: { intervalSeconds: 1 } },
      },
      { action: 'listener:stopped' },
    ]);
  });

  it.each(['tcp', 'udp'])('a %s listener may have an HTTP check: GET of the default page and 2xx, unless chosen', async (protocol) => {
    const { id, healthCheck } = await create({ protocol, healthCheck: valid.healthCheck({ type: 'http' }) });
    const minimal = { type: 'http', method: 'GET', path: null, domain: null, statusClasses: ['http_2xx'] };
    expect(healthCheck).toMatchObject(minimal);
    const chosen = { type: 'http', method: 'HEAD', path: '/up?full', domain: 'example.org', statusClasses: ['http_2xx', 'http_4xx'] };
    const changed = await updateListener(plane.context, { id, changes: { healthCheck: valid.healthCheck(chosen) } });
    expect(changed.healthCheck).toMatchObject(chosen);
    expect((await audit()).at(-1)).toMatchObject({ before: { healthCheck: minimal }, after: { healthCheck: chosen } });
    const back = await updateListener(plane.context, { id, changes: { healthCheck: valid.healthCheck() } });
    expect(back.healthCheck).toMatchObject({ type: 'tcp', method: null, path: null, domain: null, statusClasses: [] });
  });

  it('every change raises the revision, also one of the health check or of a member server alone', async () => {
    const { id } = await create();
    const revision = async () => (await view(id)).revision;
    const first = await revision();
    await updateListener(plane.context, { id, changes: { healthCheck: valid.healthCheck({ port: 8080 }) } });
    const second = await revision();
    await updateServer(plane.context, { id: 'srv-one', changes: { address: '10.0.0.77' } });
    const third = await revision();
    expect(second).toBeGreaterThan(first);
    expect(third).toBeGreaterThan(second);
    expect((await view(id)).members[0]).toMatchObject({ address: '10.0.0.77' });
    await updateServer(plane.context, { id: 'srv-one', changes: { address: '10.0.0.1' } });
  });

  it('deleting the last listener stops the instance, deleting another one does not', async () => {
    const first = await create();
    const second = await create({ port: 81 });
    const status = async () => (await getLoadBalancer(plane.context, { id: loadBalancerId })).status;
    await deleteListener(plane.context, { id: first.id });
    expect(await status()).toBe('active');
    await deleteListener(plane.context, { id: second.id });
    expect(await status()).toBe('inactive');
    expect((await audit()).at(-1)).toMatchObject({ action: 'listener:deleted', before: { id: second.id, healthCheck: {} }, after: null });
  });

  it('the list is by protocol and port, in pages', async () => {
    await create({ port: 90 });
    await create({ port: 70 });
    await create({ protocol: 'udp', port: 53 });
    const list = async (query: object) => (await listListeners(plane.context, { loadBalancerId, query })).items.map(({ name }) => name);
    expect(await list({})).toEqual(['tcp_70', 'tcp_90', 'udp_53']);
    expect(await list({ pageSize: 2, pageNumber: 2 })).toEqual(['udp_53']);
  });
});

describe('the status word', () => {
  it.each<[string, string, { nodes: (Report | null)[]; stopped?: boolean; deadNode?: Report }]>([
    ['starting', 'nobody is alive', { nodes: [] }],
    ['starting', 'the node has not reported', { nodes: [null] }],
    ['starting', 'the node failed', { nodes: [{ state: 'failed' }] }],
    ['starting', 'only a dead node has it in force', { nodes: [null], deadNode: {} }],
    ['running', 'every alive node has the newest in force', { nodes: [{}, {}] }],
    ['configuring', 'a node still has an older one', { nodes: [{}, { behind: 1 }] }],
    ['configuring', 'one of two nodes is missing', { nodes: [{}, null] }],
    ['configuring', 'one of two nodes failed', { nodes: [{}, { state: 'failed' }] }],
    ['stopping', 'a node still has it in force', { nodes: [{ behind: 1 }, { state: 'stopped' }], stopped: true }],
    ['stopped', 'all nodes have stopped it', { nodes: [{ state: 'stopped' }], stopped: true }],
    ['stopped', 'nobody is alive, and it is not wanted', { nodes: [], stopped: true, deadNode: {} }],
  ])('is %s when %s', async (word, _, { nodes, stopped = false, deadNode }) => {
    const { id } = await create({ start: !stopped });
    for (const [index, said] of nodes.entries()) {
      await node(`node-${index}`);
      if (said) {
        await report(`node-${index}`, id, said);
      }
    }
    if (deadNode) {
      await node('dead', { ageSeconds: 60 });
      await report('dead', id, deadNode);
    }
    expect((await view(id)).status).toBe(word);
  });

  it('a node that stopped in order, or serves another region, does not count', async () => {
    const { id } = await create();
    await node('gone', { stopped: true });
    await node('elsewhere', { regionId: 'south' });
    await node('here');
    await report('here', id);
    expect(await view(id)).toMatchObject({ status: 'running', nodes: [{ nodeId: 'here' }] });
  });

  it('a stopped instance stops its listeners, which keep what was asked of them', async () => {
    const { id } = await create();
    await node('n');
    await report('n', id);
    await stopLoadBalancer(plane.context, { id: loadBalancerId });
    expect(await view(id)).toMatchObject({ enabled: true, status: 'stopping', health: 'off' });
  });
});

describe('what nodes say', () => {
  it('of the newest change: in force, after how long, or the error', async () => {
    const { id } = await create();
    await node('a');
    await node('b');
    await node('c');
    await report('a', id);
    await report('b', id, { state: 'failed' });
    await report('c', id, { behind: 1, engine: 'nftables' });
    expect((await view(id)).nodes).toEqual([
      { nodeId: 'a', inForce: true, error: null, delayMilliseconds: 38, appliedAt: '2026-01-01T00:00:01.000Z', ...BY_USERSPACE },
      expect.objectContaining({ nodeId: 'b', inForce: false, error: { code: 'PortInUse', message: 'Port 80 is taken.' }, engine: null }),
      // What was in force before still is.
      { nodeId: 'c', inForce: false, error: null, delayMilliseconds: null, appliedAt: null, engine: 'nftables', engineReason: null },
    ]);
  });

  it('of a stop: in force when it has stopped', async () => {
    const { id } = await create({ start: false });
    await node('a');
    await report('a', id, { state: 'stopped' });
    expect((await view(id)).nodes).toMatchObject([{ nodeId: 'a', inForce: true, engine: null, engineReason: null }]);
  });

  it('traffic is summed, open connections are those of alive nodes', async () => {
    const { id } = await create();
    await node('a');
    await node('dead', { ageSeconds: 60 });
    const row = { listenerId: id, connectionsCurrent: 2, connectionsTotal: 10n, bytesInTotal: 5_000_000_000n, updatedAt: new Date() };
    await plane.prisma.listenerTraffic.createMany({ data: ['a', 'dead'].map((nodeId) => ({ ...row, nodeId })) });
    expect((await view(id)).traffic).toMatchObject({ connectionsCurrent: 2, connectionsTotal: 20, bytesInTotal: 10_000_000_000 });
  });
});

describe('health', () => {
  it.each<[string, VerdictState[]]>([
    ['unavailable', []],
    ['unavailable', ['unknown']],
    ['normal', ['healthy']],
    ['normal', ['healthy', 'unknown']],
    ['abnormal', ['healthy', 'unhealthy']],
  ])('is %s when nodes say %j of the active; the standby is never checked', async (word, verdicts) => {
    const { id } = await create();
    for (const [index, state] of verdicts.entries()) {
      await node(`node-${index}`);
      await verdict(`node-${index}`, id, activeId, state);
      await verdict(`node-${index}`, id, standbyId, 'unhealthy');
      await verdict(`node-${index}`, id, 'mbr-of-an-earlier-group', 'unhealthy');
    }
    await node('dead', { ageSeconds: 60 });
    await verdict('dead', id, activeId, 'unhealthy');
    const listener = await view(id);
    expect(listener.health).toBe(word);
    const state = { unavailable: 'unknown', normal: 'healthy', abnormal: 'unhealthy' }[word];
    expect(listener.members).toMatchObject([
      { role: 'active', serverName: 'one', state, ...(verdicts.length > 0 ? { reason: `is ${state}` } : { reason: null }) },
      { role: 'standby', serverName: 'two', state: 'not-checked', reason: null, since: null },
    ]);
    expect(await getHealth(plane.context, { id: loadBalancerId })).toMatchObject([{ id, health: word, members: [{ state }, {}] }]);
  });

  it('is off when the check is off, whatever an old verdict says', async () => {
    const { id } = await create({ healthCheck: valid.healthCheck({ enabled: false }) });
    await node('n');
    await verdict('n', id, activeId, 'unhealthy');
    const listener = await view(id);
    expect(listener.health).toBe('off');
    expect(listener.members.map(({ state }) => state)).toEqual(['not-checked', 'not-checked']);
  });
});

describe('who serves', () => {
  it('is what alive nodes with the listener in force agree on, since the first of them', async () => {
    const { id } = await create();
    await node('a');
    await node('b');
    await node('dead', { ageSeconds: 60 });
    await report('a', id, { serving: 'standby', since: '2026-01-01T00:00:05.000Z' });
    await report('b', id, { serving: 'standby', since: '2026-01-01T00:00:04.000Z' });
    await report('dead', id, { serving: 'active' });
    expect((await view(id)).serving).toEqual({ role: 'standby', since: '2026-01-01T00:00:04.000Z', reason: 'started' });
  });

  it('is mixed when nodes disagree, and nobody when none has it in force', async () => {
    const { id } = await create();
    await node('a');
    await node('b');
    await report('a', id, { serving: 'standby' });
    await report('b', id, { serving: 'active' });
    expect((await view(id)).serving.role).toBe('mixed');
    await report('a', id, { state: 'failed' });
    await report('b', id, { state: 'stopped' });
    expect((await view(id)).serving).toEqual({ role: null, since: null, reason: null });
  });

  it('of a group is what its listeners agree on', async () => {
    const first = await create();
    const second = await create({ protocol: 'udp' });
    await node('n');
    const serving = async () => (await getActiveStandbyGroup(plane.context, { id: groupId })).serving.role;
    expect(await serving()).toBe(null);
    await report('n', first.id, { serving: 'standby' });
    expect(await serving()).toBe('standby');
    await report('n', second.id, { serving: 'active' });
    expect(await serving()).toBe('mixed');
    const { items } = await listActiveStandbyGroups(plane.context, { loadBalancerId, query: {} });
    expect(items).toMatchObject([{ name: 'pair', listeners: [{ id: first.id }, { id: second.id }] }]);
  });
});

it('deleting a group is audited with its members', async () => {
  await deleteActiveStandbyGroup(plane.context, { id: groupId });
  const [entry] = await plane.prisma.auditEntry.findMany({ where: { action: 'active-standby-group:deleted' } });
  expect(entry).toMatchObject({ resourceId: groupId, before: { name: 'pair', members: [{ port: 80 }, { port: 80 }] }, after: null });
});

it('failovers are listed newest first', async () => {
  const { id } = await create();
  for (const second of [1, 3, 2]) {
    await plane.prisma.failoverEvent.create({
      data: {
        id: `00000000-0000-4000-8000-00000000000${second}`,
        loadBalancerId,
        listenerId: id,
        protocol: 'tcp',
        port: 80,
        groupId,
        groupName: 'pair',
        nodeId: 'n',
        fromRole: 'active',
        toRole: 'standby',
        fromServer: 'one 10.0.0.1:80',
        toServer: 'two 10.0.0.2:80',
        reason: `reason ${second}`,
        at: new Date(second * 1000),
      },
    });
  }
  const page = await listFailovers(plane.context, { loadBalancerId, query: { pageSize: 2 } });
  expect(page).toMatchObject({
    totalCount: 3,
    items: [{ reason: 'reason 3', from: 'active', to: 'standby', at: '1970-01-01T00:00:03.000Z' }, { reason: 'reason 2' }],
  });
});
