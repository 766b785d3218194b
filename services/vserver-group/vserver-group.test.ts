import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { forgetAudit } from '#test/forget-audit.ts';
import { createListener } from '../listener/create.ts';
import { updateListener } from '../listener/update.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { deleteLoadBalancer } from '../load-balancer/delete.ts';
import { deleteServer } from '../server/delete.ts';
import { getServer } from '../server/get.ts';
import { updateServer } from '../server/update.ts';
import { createVServerGroup } from './create.ts';
import { deleteVServerGroup } from './delete.ts';
import { getVServerGroup } from './get.ts';
import { listVServerGroups } from './list.ts';
import { updateVServerGroup } from './update.ts';

let plane: ControlPlane;
let loadBalancerId: string;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  await forgetAudit(plane.prisma);
  await plane.prisma.server.updateMany({ where: { id: { in: ['srv-one', 'srv-two'] } }, data: { status: 'running' } });
  loadBalancerId = (await createLoadBalancer(plane.context, { regionId: 'north', name: 'web' })).id;
});

const create = (changes: object = {}) => createVServerGroup(plane.context, { loadBalancerId, group: valid.vserverGroup(changes) });
const update = (id: string, changes: object) => updateVServerGroup(plane.context, { id, changes });
const listen = (id: string, port = 80) =>
  createListener(plane.context, { loadBalancerId, listener: valid.listener('', { port, target: { kind: 'vserver-group', id } }) });
const audit = () => plane.prisma.auditEntry.findMany({ where: { resourceType: 'vserver-group' }, orderBy: { at: 'asc' } });
const one = (serverId: string, port: number, weight = 100) => ({ serverId, port, weight });

describe('a VServer group', () => {
  it('has its members by name and port, and one server with two ports is two members', async () => {
    const group = await create();
    expect(group).toMatchObject({
      loadBalancerId,
      regionId: 'north',
      name: 'pool',
      servers: [
        { serverId: 'srv-one', serverName: 'one', address: '10.0.0.1', port: 80, weight: 100 },
        { serverId: 'srv-one', port: 81, weight: 50 },
        { serverId: 'srv-two', port: 80, weight: 0 },
      ],
      listeners: [],
    });
    expect(new Set(group.servers.map(({ memberId }) => memberId)).size).toBe(3);
    expect(await getVServerGroup(plane.context, { id: group.id })).toEqual(group);
    expect(await audit()).toMatchObject([{ action: 'vserver-group:created', before: null, after: { members: [{}, {}, {}] } }]);
  });

  it('is listed by page, newest first', async () => {
    for (const name of ['a', 'b', 'c']) {
      await create({ name });
    }
    const page = await listVServerGroups(plane.context, { loadBalancerId, query: { pageSize: '2' } });
    expect(page).toMatchObject({ totalCount: 3, items: [{ name: 'c' }, { name: 'b' }] });
  });

  it('shows the listeners that use it', async () => {
    const { id } = await create();
    const listener = await listen(id);
    const group = await getVServerGroup(plane.context, { id });
    expect(group.listeners).toMatchObject([{ id: listener.id, port: 80, health: 'off', serving: { role: null } }]);
    expect(group.listeners[0]?.members.map(({ memberId }) => memberId)).toEqual(group.servers.map(({ memberId }) => memberId));
  });

  it('keeps the ids of members whose server and port stay, whatever their weight and place', async () => {
    const { id, servers } = await create();
    const [first, , third] = servers;
    const changed = await update(id, { servers: [one('srv-two', 80, 7), one('srv-two', 81), one('srv-one', 80)] });
    expect(changed.name).toBe('pool');
    expect(changed.servers).toMatchObject([
      { memberId: first?.memberId, serverId: 'srv-one', port: 80, weight: 100 },
      { memberId: third?.memberId, serverId: 'srv-two', port: 80, weight: 7 },
      { serverId: 'srv-two', port: 81, weight: 100 },
    ]);
    expect((await audit()).at(-1)).toMatchObject({ action: 'vserver-group:updated', before: { name: 'pool' } });
  });

  it('is renamed without a change of its members, and emptied while a listener uses it', async () => {
    const { id, servers } = await create();
    const listener = await listen(id);
    expect(await update(id, { name: 'new' })).toMatchObject({ name: 'new', servers });
    expect((await update(id, { servers: [] })).servers).toEqual([]);
    // The form of the listener sends the target back.
    const changes = { name: 'renamed', target: { kind: 'vserver-group', id } };
    expect(await updateListener(plane.context, { id: listener.id, changes })).toMatchObject({ name: 'renamed', members: [] });
  });

  it('a write of what is there already leaves no entry and raises no revision', async () => {
    const { id } = await create();
    const revision = () => plane.prisma.region.findUniqueOrThrow({ where: { id: 'north' }, select: { revision: true } });
    const before = await revision();
    await update(id, valid.vserverGroup());
    await update(id, {});
    expect(await audit()).toHaveLength(1);
    expect(await revision()).toEqual(before);
  });

  it('a change of weights is one more revision of its listeners, and of no other', async () => {
    const { id } = await create();
    const listener = await listen(id);
    const other = await listen((await create({ name: 'other' })).id, 81);
    await update(id, { servers: [one('srv-one', 80, 1), one('srv-one', 81, 2), one('srv-two', 80, 3)] });
    const revisionOf = async (listenerId: string) =>
      (await plane.prisma.listener.findUniqueOrThrow({ where: { id: listenerId } })).revision;
    expect(await revisionOf(listener.id)).toBeGreaterThan(listener.revision);
    expect(await revisionOf(other.id)).toBe(other.revision);
  });

  it('a stopped server cannot join, one that is there may stay', async () => {
    await expect(create({ servers: [one('srv-off', 80)] })).rejects.toMatchObject({
      code: 'InvalidServerId.NotFound',
      issues: [{ path: 'servers.0.serverId' }],
    });
    const { id } = await create();
    await updateServer(plane.context, { id: 'srv-two', changes: { status: 'stopped' } });
    expect((await update(id, { servers: [one('srv-two', 80), one('srv-two', 81)] })).servers).toHaveLength(2);
    await expect(update(id, { servers: [one('srv-south', 80)] })).rejects.toMatchObject({ code: 'NetworkConflict' });
  });

  it('in use cannot be deleted, and says by what; unused it can', async () => {
    const { id } = await create();
    const listener = await listen(id);
    await expect(deleteVServerGroup(plane.context, { id })).rejects.toMatchObject({
      code: 'RspoolVipExist',
      usedBy: { listeners: [{ id: listener.id, protocol: 'tcp', port: 80, name: 'tcp_80' }] },
    });
    await updateListener(plane.context, { id: listener.id, changes: { target: { kind: 'default', backendPort: 80 } } });
    await deleteVServerGroup(plane.context, { id });
    expect(await plane.prisma.vServerMember.count()).toBe(0);
    await expect(getVServerGroup(plane.context, { id })).rejects.toMatchObject({ code: 'InvalidVServerGroupId.NotFound' });
  });

  it('goes with its instance, whose entry in the audit tells what went', async () => {
    const { id } = await create();
    await listen(id);
    await deleteLoadBalancer(plane.context, { id: loadBalancerId });
    expect(await plane.prisma.vServerGroup.count()).toBe(0);
    const entries = await plane.prisma.auditEntry.findMany({ where: { action: 'load-balancer:released' } });
    expect(entries).toMatchObject([{ before: { vserverGroups: [{ id, members: [{}, {}, {}] }], defaultServers: [] } }]);
  });
});

it('a server says which groups of every kind use it, and cannot be removed meanwhile', async () => {
  const { id } = await create();
  const { usedBy } = await getServer(plane.context, { id: 'srv-one' });
  const use = { loadBalancerId, loadBalancerName: 'web', kind: 'vserver-group', groupId: id, groupName: 'pool', role: null };
  expect(usedBy).toEqual([
    { ...use, port: 80 },
    { ...use, port: 81 },
  ]);
  await expect(deleteServer(plane.context, { id: 'srv-one' })).rejects.toMatchObject({ code: 'ServerInUse', usedBy: { groups: usedBy } });
});

describe('two at the same moment', () => {
  it('replace the members: one gets what it asked for, not a mixture', async () => {
    const { id } = await create();
    for (const round of [1, 2, 3]) {
      const left = [one('srv-one', 1000 + round), one('srv-two', 1000 + round)];
      const right = [one('srv-one', 2000 + round), one('srv-two', 2000 + round)];
      await Promise.all([update(id, { servers: left }), update(id, { servers: right })]);
      const { servers } = await getVServerGroup(plane.context, { id });
      const ports = servers.map(({ port }) => port);
      expect([left, right].map((wanted) => wanted.map(({ port }) => port))).toContainEqual(ports);
    }
    expect(await audit()).toHaveLength(7);
  });

  it('delete a group and attach it: never a listener without its group', async () => {
    for (const port of [90, 91, 92, 93]) {
      const { id } = await create();
      const [attached, deleted] = await Promise.allSettled([listen(id, port), deleteVServerGroup(plane.context, { id })]);
      expect([attached.status, deleted.status].sort()).toEqual(['fulfilled', 'rejected']);
      const reason = attached.status === 'rejected' ? attached.reason : deleted.status === 'rejected' && deleted.reason;
      expect(['InvalidParameter.ServerGroup', 'RspoolVipExist']).toContain(reason.code);
    }
  });

  it('remove a server and make it a member: never a member without its server', async () => {
    const { id } = await create();
    for (const round of [1, 2, 3, 4]) {
      const serverId = `srv-race-${round}`;
      await plane.prisma.server.create({ data: { id: serverId, regionId: 'north', name: 'race', address: `10.0.7.${round}` } });
      const [joined, removed] = await Promise.allSettled([
        update(id, { servers: [one(serverId, 80)] }),
        deleteServer(plane.context, { id: serverId }),
      ]);
      expect([joined.status, removed.status].sort()).toEqual(['fulfilled', 'rejected']);
      const reason = joined.status === 'rejected' ? joined.reason : removed.status === 'rejected' && removed.reason;
      expect(['InvalidServerId.NotFound', 'ServerInUse']).toContain(reason.code);
    }
  });
});
