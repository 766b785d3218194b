import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ListenerView, VServerGroupView } from '#domain/view.ts';
import type { VerdictState } from '#prisma/client.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { getActiveStandbyGroup } from '../active-standby-group/get.ts';
import { replaceDefaultServers } from '../default-server-group/replace.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { getLoadBalancer } from '../load-balancer/get.ts';
import { getHealth } from '../load-balancer/get-health.ts';
import { updateLoadBalancer } from '../load-balancer/update.ts';
import { createVServerGroup } from '../vserver-group/create.ts';
import { createListener } from './create.ts';
import { getListener } from './get.ts';
import { updateListener } from './update.ts';

/** Listeners on the default server group and on VServer groups, and the options that came with them. */
let plane: ControlPlane;
let loadBalancerId: string;
let pool: VServerGroupView;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  await plane.prisma.proxyNode.deleteMany();
  loadBalancerId = (await createLoadBalancer(plane.context, { regionId: 'north', name: 'web' })).id;
  pool = await createVServerGroup(plane.context, { loadBalancerId, group: valid.vserverGroup() });
});

const onPool = () => ({ target: { kind: 'vserver-group', id: pool.id } });
const create = (changes: object = {}) =>
  createListener(plane.context, { loadBalancerId, listener: valid.listener('', { start: true, ...onPool(), ...changes }) });
const update = (id: string, changes: object) => updateListener(plane.context, { id, changes });
const pair = () => createActiveStandbyGroup(plane.context, { loadBalancerId, group: valid.group() });
const refusal = (code: string, path: string) => ({ code, issues: [{ path }] });

describe('the target', () => {
  it('is one of three kinds, and changes as a whole', async () => {
    const { id } = await create();
    const group = await pair();
    await replaceDefaultServers(plane.context, { loadBalancerId, servers: [{ serverId: 'srv-two' }] });
    expect(await update(id, { target: { kind: 'default', backendPort: 8080 } })).toMatchObject({
      target: { kind: 'default', backendPort: 8080 },
      members: [{ serverId: 'srv-two', port: 8080, role: null }],
    });
    expect(await update(id, { target: { kind: 'active-standby-group', id: group.id } })).toMatchObject({
      target: { kind: 'active-standby-group', id: group.id, name: 'pair' },
      members: [{ role: 'active' }, { role: 'standby' }],
    });
    expect((await getActiveStandbyGroup(plane.context, { id: group.id })).listeners).toMatchObject([{ id }]);
    expect(await update(id, onPool())).toMatchObject({
      target: { kind: 'vserver-group', id: pool.id, name: 'pool' },
      members: [{}, {}, {}],
    });
    expect((await getActiveStandbyGroup(plane.context, { id: group.id })).listeners).toEqual([]);
  });

  it('stays when it is not mentioned', async () => {
    const { id } = await create();
    expect(await update(id, { name: 'web' })).toMatchObject({ name: 'web', target: { id: pool.id } });
  });

  it('an empty VServer group is refused, the default one may be empty', async () => {
    const empty = await createVServerGroup(plane.context, { loadBalancerId, group: { name: 'empty' } });
    const target = { kind: 'vserver-group', id: empty.id };
    await expect(create({ target })).rejects.toMatchObject(refusal('VServerGroupEmpty', 'target.id'));
    const { id } = await create();
    await expect(update(id, { target })).rejects.toMatchObject(refusal('VServerGroupEmpty', 'target.id'));
    expect(await create({ port: 81, target: { kind: 'default', backendPort: 80 } })).toMatchObject({ members: [] });
  });

  it.each(['vserver-group', 'active-standby-group'] as const)(
    'a %s of another instance, or of the other kind, is refused',
    async (kind) => {
      const other = await createLoadBalancer(plane.context, { regionId: 'north', name: 'other' });
      const theirs = await createVServerGroup(plane.context, { loadBalancerId: other.id, group: valid.vserverGroup() });
      const wrongKind = kind === 'vserver-group' ? (await pair()).id : pool.id;
      for (const id of [theirs.id, wrongKind, 'rsp-none']) {
        await expect(create({ target: { kind, id } })).rejects.toMatchObject(refusal('InvalidParameter.ServerGroup', 'target.id'));
      }
    },
  );
});

describe('options', () => {
  const ALL = {
    scheduler: 'sch',
    persistence: { timeoutSeconds: 60 },
    connectionDraining: { timeoutSeconds: 10 },
    bandwidthMbps: 5,
    proxyProtocol: true,
  };

  it('are stored, stay when they are not mentioned, and are switched off', async () => {
    const listener = await create(ALL);
    expect(listener).toMatchObject(ALL);
    expect(await update(listener.id, { name: 'web' })).toMatchObject(ALL);
    const off = { persistence: { timeoutSeconds: 0 }, connectionDraining: null, bandwidthMbps: null, proxyProtocol: false };
    expect(await update(listener.id, off)).toMatchObject({ ...off, scheduler: 'sch' });
  });

  it('the scheduler changes within its family only, and no detour leads to the other', async () => {
    const { id } = await create();
    for (const scheduler of ['rr', 'wlc', 'wrr', 'wlc'] as const) {
      expect((await update(id, { scheduler })).scheduler).toBe(scheduler);
      for (const hash of ['sch', 'tch']) {
        await expect(update(id, { scheduler: hash })).rejects.toMatchObject(refusal('InvalidParameter.Scheduler', 'scheduler'));
      }
    }
    const hashed = await create({ port: 81, scheduler: 'tch' });
    expect((await update(hashed.id, { scheduler: 'sch' })).scheduler).toBe('sch');
    await expect(update(hashed.id, { scheduler: 'wlc' })).rejects.toMatchObject({ code: 'InvalidParameter.Scheduler' });
    await expect(update(hashed.id, { scheduler: 'qch' })).rejects.toMatchObject(refusal('InvalidParameter', 'scheduler'));
  });

  it('of TCP are refused on UDP', async () => {
    const { id } = await create({ protocol: 'udp', scheduler: 'qch', healthCheck: valid.healthCheck({ type: 'udp' }) });
    const { persistence, connectionDraining } = ALL;
    await expect(update(id, { persistence })).rejects.toMatchObject(refusal('InvalidParameter', 'persistence.timeoutSeconds'));
    await expect(update(id, { connectionDraining })).rejects.toMatchObject(refusal('InvalidParameter', 'connectionDraining'));
    expect(await update(id, { persistence: { timeoutSeconds: 0 }, connectionDraining: null, scheduler: 'sch' })).toMatchObject({
      scheduler: 'sch',
    });
  });

  it('of failover are refused on a pool, outlive a change of target without effect, and may be sent back', async () => {
    await expect(create({ retryOnStandby: true })).rejects.toMatchObject(refusal('InvalidParameter', 'retryOnStandby'));
    const failover = {
      retryOnStandby: true,
      failback: { mode: 'delayed', stableSeconds: 9 },
      onFailover: { mode: 'reset', drainSeconds: null },
    };
    const group = await pair();
    const { id } = await create({ target: { kind: 'active-standby-group', id: group.id }, ...failover });
    expect(await update(id, onPool())).toMatchObject(failover);
    expect(await update(id, { ...failover, name: 'web' })).toMatchObject({ name: 'web', ...failover });
    await expect(update(id, { failback: { mode: 'manual' } })).rejects.toMatchObject(refusal('InvalidParameter', 'failback'));
    // In one go with the target that has a use for it.
    const back = { target: { kind: 'active-standby-group', id: group.id }, failback: { mode: 'manual' } };
    expect(await update(id, back)).toMatchObject({ retryOnStandby: true, failback: { mode: 'manual' } });
  });
});

describe('capacity of an instance', () => {
  const limit = (changes: object) => updateLoadBalancer(plane.context, { id: loadBalancerId, changes });

  it('is none at first, and is changed without the name', async () => {
    expect(await getLoadBalancer(plane.context, { id: loadBalancerId })).toMatchObject({ specification: null, bandwidthMbps: null });
    const changes = { specification: 'slb.s2.medium', bandwidthMbps: 100 };
    expect(await limit(changes)).toMatchObject({ name: 'web', ...changes });
    expect(await limit({ bandwidthMbps: null })).toMatchObject({ specification: 'slb.s2.medium', bandwidthMbps: null });
    const made = await createLoadBalancer(plane.context, { regionId: 'north', ...changes });
    expect(made).toMatchObject(changes);
    await expect(limit({ specification: 'slb.s9' })).rejects.toMatchObject(refusal('InvalidParameter', 'specification'));
    await expect(limit({ bandwidthMbps: 5121 })).rejects.toMatchObject(refusal('InvalidParameter', 'bandwidthMbps'));
  });

  it('listeners reserve no more bandwidth than there is', async () => {
    const { id } = await create({ bandwidthMbps: 5120 });
    await expect(limit({ bandwidthMbps: 5119 })).rejects.toMatchObject(refusal('BandwidthOverLimit', 'bandwidthMbps'));
    await update(id, { bandwidthMbps: 6 });
    await limit({ bandwidthMbps: 10 });
    const over = refusal('BandwidthOverLimit', 'bandwidthMbps');
    await expect(create({ port: 81, bandwidthMbps: 5 })).rejects.toMatchObject(over);
    const second = await create({ port: 81, bandwidthMbps: 4 });
    await expect(update(second.id, { bandwidthMbps: 5 })).rejects.toMatchObject(over);
    // One without a limit shares what is left, if only in the moments when the others leave it.
    expect(await create({ port: 82 })).toMatchObject({ bandwidthMbps: null });
    expect(await limit({ bandwidthMbps: null })).toMatchObject({ bandwidthMbps: null });
    expect(await update(second.id, { bandwidthMbps: 5120 })).toMatchObject({ bandwidthMbps: 5120 });
  });

  it('two who want the last of the bandwidth at the same moment do not both get it', async () => {
    await limit({ bandwidthMbps: 10 });
    const results = await Promise.allSettled([81, 82, 83].map((port) => create({ port, bandwidthMbps: 6 })));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });
});

describe('health of a listener on a pool', () => {
  async function report(listener: ListenerView, states: Record<string, VerdictState>): Promise<ListenerView> {
    const at = new Date();
    const nodeId = 'node-1';
    await plane.prisma.proxyNode.create({
      data: { id: nodeId, engine: 'userspace', version: '1', startedAt: at, heartbeatAt: new Date(Date.now() + 3600_000) },
    });
    await plane.prisma.nodeRegion.create({ data: { nodeId, regionId: 'north', appliedRevision: 1, appliedAt: at } });
    await plane.prisma.listenerStatus.create({
      data: { nodeId, listenerId: listener.id, revision: 9999, state: 'in_force', appliedAt: at },
    });
    const data = listener.members.flatMap(({ memberId, serverId, port }) => {
      const state = states[`${serverId}:${port}`];
      return state ? [{ nodeId, listenerId: listener.id, memberId, state, reason: `is ${state}`, since: at }] : [];
    });
    await plane.prisma.verdict.createMany({ data });
    return getListener(plane.context, { id: listener.id });
  }

  it.each<[string, Record<string, VerdictState>, string]>([
    [
      'every server that has a weight is healthy',
      { 'srv-one:80': 'healthy', 'srv-one:81': 'healthy', 'srv-two:80': 'unhealthy' },
      'normal',
    ],
    ['one of them has failed', { 'srv-one:80': 'healthy', 'srv-one:81': 'unhealthy', 'srv-two:80': 'healthy' }, 'abnormal'],
    ['one of them has no verdict yet', { 'srv-one:80': 'healthy' }, 'unavailable'],
    ['nobody reports', {}, 'unavailable'],
  ])('%s', async (_, states, word) => {
    const listener = await report(await create(), states);
    expect(listener.health).toBe(word);
    expect(listener.serving).toEqual({ role: null, since: null, reason: null });
    expect(Object.fromEntries(listener.members.map(({ serverId, port, state }) => [`${serverId}:${port}`, state]))).toEqual({
      'srv-one:80': 'unknown',
      'srv-one:81': 'unknown',
      'srv-two:80': 'unknown',
      ...states,
    });
    const [health] = await getHealth(plane.context, { id: loadBalancerId });
    expect(health).toMatchObject({ id: listener.id, health: word, members: listener.members });
  });

  it('is off with its check, and when it is stopped; unavailable when there is no server', async () => {
    const off = await report(await create({ healthCheck: valid.healthCheck({ enabled: false }) }), {});
    expect(off).toMatchObject({ health: 'off', members: [{ state: 'not-checked' }, { state: 'not-checked' }, { state: 'not-checked' }] });
    expect(await create({ port: 81, start: false })).toMatchObject({ health: 'off' });
    expect(await create({ port: 82, target: { kind: 'default', backendPort: 80 } })).toMatchObject({ health: 'unavailable', members: [] });
  });
});
