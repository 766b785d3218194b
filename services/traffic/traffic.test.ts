import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Prisma } from '#prisma/client.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { createListener } from '../listener/create.ts';
import { getListener } from '../listener/get.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { getListenerTraffic } from './get.ts';
import { getInstanceTraffic } from './get-instance.ts';

/** What workers write per minute, as it is read back. */
let plane: ControlPlane;
let id: string;
let memberId: string;

const HOUR = { from: '2026-03-01T10:00:00Z', to: '2026-03-01T11:00:00Z' };

beforeAll(async () => {
  plane = await startControlPlane();
  const { id: loadBalancerId } = await createLoadBalancer(plane.context, { regionId: 'north' });
  const group = await createActiveStandbyGroup(plane.context, { loadBalancerId, group: valid.group() });
  ({ id } = await createListener(plane.context, { loadBalancerId, listener: valid.listener(group.id) }));
  memberId = group.servers[0]?.memberId ?? '';
  const startedAt = new Date();
  await plane.prisma.proxyNode.createMany({
    data: ['node-1', 'node-2'].map((node) => ({ id: node, engine: 'userspace', version: '1', startedAt, heartbeatAt: startedAt })),
  });
});
afterAll(() => plane.close());
beforeEach(() => plane.prisma.trafficMinute.deleteMany());

type Row = Partial<Prisma.TrafficMinuteCreateManyInput>;

const add = (minute: string, row: Row = {}) =>
  plane.prisma.trafficMinute.create({ data: { nodeId: 'node-1', listenerId: id, minute: new Date(minute), ...row } });
const read = (query: object) => getListenerTraffic(plane.context, { id, query });

it('is summed over the nodes, minute by minute, from the first to before the last', async () => {
  const row = {
    connectionsNew: 3,
    connectionsCurrent: 2,
    connectionsMax: 4,
    connectErrors: 1,
    bytesIn: 10,
    bytesOut: 20,
    packetsIn: 5,
    packetsOut: 6,
  };
  await add('2026-03-01T09:59:00Z', row);
  await add('2026-03-01T10:00:00Z', { ...row, drops: { 'no-server': 1, 'rate-limit': 2 } });
  await add('2026-03-01T10:00:00Z', { ...row, nodeId: 'node-2', bytesIn: 2n ** 40n, drops: { 'rate-limit': 5, 'of a later version': 1 } });
  await add('2026-03-01T10:59:00Z', { connectionsNew: 1 });
  await add('2026-03-01T11:00:00Z', row);
  const zero = { connectionsCurrent: 0, connectionsMax: 0, connectErrors: 0, bytesIn: 0, bytesOut: 0, packetsIn: 0, packetsOut: 0 };
  expect(await read(HOUR)).toMatchObject({
    from: '2026-03-01T10:00:00.000Z',
    to: '2026-03-01T11:00:00.000Z',
    stepSeconds: 60,
    listener: [
      {
        at: '2026-03-01T10:00:00.000Z',
        connectionsNew: 6,
        connectionsCurrent: 4,
        connectionsMax: 8,
        connectErrors: 2,
        bytesIn: 2 ** 40 + 10,
        bytesOut: 40,
        packetsIn: 10,
        packetsOut: 12,
        connectMilliseconds: null,
        drops: { 'no-server': 1, 'rate-limit': 7 },
      },
      { at: '2026-03-01T10:59:00.000Z', connectionsNew: 1, ...zero, connectMilliseconds: null, drops: {} },
    ],
  });
});

it('is of each server too, by name while it is a member and by its id afterwards', async () => {
  await add('2026-03-01T10:00:00Z', { memberId, connects: 1, connectMsSum: 3 });
  await add('2026-03-01T10:00:00Z', { memberId, nodeId: 'node-2', connects: 3, connectMsSum: 5 });
  await add('2026-03-01T10:30:00Z', { memberId: 'mbr-gone', connectionsNew: 9 });
  const { listener, servers } = await read(HOUR);
  expect(listener).toEqual([]);
  expect(servers).toMatchObject([
    { memberId, serverId: 'srv-one', serverName: 'one', address: '10.0.0.1', port: 80, points: [{ connectMilliseconds: 2 }] },
    { serverId: 'srv-two', points: [] },
    { memberId: 'mbr-gone', serverId: null, serverName: null, address: null, port: null, points: [{ connectionsNew: 9 }] },
  ]);
});

it('of longer times comes in longer steps: sums, the last of what is open, the highest of each node', async () => {
  await add('2026-03-01T10:00:00Z', { connectionsNew: 1, connectionsCurrent: 50, connectionsMax: 60, drops: { shortage: 1 } });
  await add('2026-03-01T10:04:00Z', { connectionsNew: 1, connectionsCurrent: 7, connectionsMax: 9, drops: { shortage: 1 } });
  await add('2026-03-01T10:01:00Z', { nodeId: 'node-2', connectionsNew: 1, connectionsCurrent: 3, connectionsMax: 5 });
  await add('2026-03-01T10:05:00Z', { connectionsNew: 1 });
  const { stepSeconds, from, to, listener } = await read({ from: '2026-02-28T10:02:00Z', to: '2026-03-02T10:02:00Z' });
  expect({ stepSeconds, from, to }).toEqual({ stepSeconds: 300, from: '2026-02-28T10:00:00.000Z', to: '2026-03-02T10:05:00.000Z' });
  expect(listener).toMatchObject([
    { at: '2026-03-01T10:00:00.000Z', connectionsNew: 3, connectionsCurrent: 10, connectionsMax: 65, drops: { shortage: 2 } },
    { at: '2026-03-01T10:05:00.000Z', connectionsNew: 1 },
  ]);
});

it('is of the last hour unless it is asked for more', async () => {
  await plane.prisma.$executeRaw`
    INSERT INTO traffic_minute (node_id, listener_id, minute)
    SELECT 'node-1', ${id}, date_trunc('minute', now()) - make_interval(mins => ago) FROM unnest(ARRAY[0, 1, 58, 62]) ago`;
  const { from, to, listener } = await read({});
  expect(Date.parse(to) - Date.parse(from)).toBeGreaterThanOrEqual(3600_000);
  expect(Date.parse(to) - Date.parse(from)).toBeLessThanOrEqual(3660_000);
  expect(listener).toHaveLength(3);
});

it.each([
  ['a time that is none', { from: 'yesterday' }, 'from'],
  ['a day without a time', { to: '2026-03-01' }, 'to'],
  ['a range that is turned round', { from: HOUR.to, to: HOUR.from }, 'from'],
  ['more than 31 days', { from: '2026-01-01T00:00:00Z', to: HOUR.to }, 'from'],
])('%s is refused', async (_, query, path) => {
  await expect(read(query)).rejects.toMatchObject({ code: 'InvalidParameter', issues: [{ path }] });
});

it('that takes too long to add up is given up, on the server too', async () => {
  const locked = plane.prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`LOCK TABLE traffic_minute IN ACCESS EXCLUSIVE MODE`;
      await expect(read(HOUR)).rejects.toMatchObject({ code: 'InvalidParameter', issues: [{ path: 'from' }] });
    },
    { timeout: 119_000 },
  );
  await locked;
  const [waiting] = await plane.prisma.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  expect(waiting?.count).toBe(0);
});

it('of a listener that is not there answers so', async () => {
  await expect(getListenerTraffic(plane.context, { id: 'lsn-none', query: {} })).rejects.toMatchObject({
    code: 'InvalidListenerId.NotFound',
  });
});

describe('the tables', () => {
  it('a minute that is reported in parts adds up, drops too', async () => {
    const report = (drops: object) => plane.prisma.$executeRaw`
      INSERT INTO traffic_minute AS t (node_id, listener_id, member_id, minute, bytes_in, connections_max, drops)
      VALUES ('node-1', ${id}, '', ${new Date(HOUR.from)}, 5, 1, ${JSON.stringify(drops)}::jsonb)
      ON CONFLICT (node_id, listener_id, member_id, minute) DO UPDATE SET bytes_in = t.bytes_in + excluded.bytes_in,
        connections_max = greatest(t.connections_max, excluded.connections_max), drops = openslb_add_counts(t.drops, excluded.drops)`;
    for (const drops of [{}, { send: 1 }, { send: 2, bandwidth: 3 }, {}]) {
      await report(drops);
    }
    expect((await read(HOUR)).listener).toMatchObject([{ bytesIn: 20, connectionsMax: 1, drops: { send: 3, bandwidth: 3 } }]);
  });

  it('take whole minutes only', async () => {
    await expect(add('2026-03-01T10:00:01Z')).rejects.toThrow('traffic_minute_whole');
  });

  it('forget a listener with it, and a node with it', async () => {
    await add(HOUR.from, { nodeId: 'node-2' });
    await plane.prisma.memberTraffic.create({ data: { nodeId: 'node-2', listenerId: id, memberId, updatedAt: new Date() } });
    await plane.prisma.proxyNode.delete({ where: { id: 'node-2' } });
    expect([await plane.prisma.trafficMinute.count(), await plane.prisma.memberTraffic.count()]).toEqual([0, 0]);
  });
});

it('totals of a listener tell packets, and drops by reason', async () => {
  const updatedAt = new Date();
  await plane.prisma.listenerTraffic.createMany({
    data: [{ nodeId: 'node-1', listenerId: id, updatedAt, droppedTotal: 3, packetsInTotal: 4, drops: { 'no-server': 3 } }],
  });
  await plane.prisma.proxyNode.create({
    data: { id: 'node-3', engine: 'userspace', version: '1', startedAt: updatedAt, heartbeatAt: updatedAt },
  });
  await plane.prisma.listenerTraffic.create({
    data: { nodeId: 'node-3', listenerId: id, updatedAt, droppedTotal: 7, packetsOutTotal: 5, drops: { 'no-server': 1, send: 6 } },
  });
  const { traffic } = await getListener(plane.context, { id });
  expect(traffic).toMatchObject({ droppedTotal: 10, packetsInTotal: 4, packetsOutTotal: 5, drops: { 'no-server': 4, send: 6 } });
});

it('of a whole instance is the sum of its listeners, beside each of them, with its ceilings and the servers’ health', async () => {
  const { loadBalancerId } = await plane.prisma.listener.findUniqueOrThrow({ where: { id } });
  await plane.prisma.loadBalancer.update({ where: { id: loadBalancerId }, data: { specification: 'slb.s1.small', bandwidthMbps: 50 } });
  const { activeStandbyGroupId } = await plane.prisma.listener.findUniqueOrThrow({ where: { id } });
  const second = await createListener(plane.context, {
    loadBalancerId,
    listener: valid.listener(String(activeStandbyGroupId), { port: 81 }),
  });
  const row = { connectionsNew: 3, connectionsCurrent: 2, connectionsMax: 4, bytesIn: 10 };
  await add('2026-03-01T10:00:00Z', { ...row, connects: 1, connectMsSum: 9, drops: { 'rate-limit': 2 } });
  await add('2026-03-01T10:00:00Z', { ...row, listenerId: second.id, connects: 3, connectMsSum: 3, drops: { 'rate-limit': 1 } });
  await add('2026-03-01T10:00:00Z', { ...row, memberId });
  const traffic = await getInstanceTraffic(plane.context, { id: loadBalancerId, query: HOUR });
  expect(traffic).toMatchObject({
    instance: [
      { connectionsNew: 6, connectionsCurrent: 4, connectionsMax: 8, bytesIn: 20, connectMilliseconds: 3, drops: { 'rate-limit': 3 } },
    ],
    listeners: [
      { port: 80, points: [{ connectionsNew: 3 }] },
      { port: 81, points: [{ connectionsNew: 3, connectMilliseconds: 1 }] },
    ],
    capacity: { connectionsMax: 5000, connectionsPerSecondMax: 3000, bandwidthMbps: 50 },
    servers: { healthy: 0, unhealthy: 0, unknown: 0, notChecked: 2 },
  });
});
