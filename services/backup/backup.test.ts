import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BackupFile } from '#domain/backup.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createAccessControlList } from '../access-control-list/create.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { replaceDefaultServers } from '../default-server-group/replace.ts';
import { Rehearsed } from '../impact/rehearse.ts';
import { createListener } from '../listener/create.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { setTags } from '../tag/set.ts';
import { createVServerGroup } from '../vserver-group/create.ts';
import { exportInstance } from './export-instance.ts';
import { exportRegion } from './export-region.ts';
import { importConfiguration } from './import.ts';

let plane: ControlPlane;
let full: BackupFile;
beforeAll(async () => {
  plane = await startControlPlane();
  await fill();
  full = await exportRegion(plane.context, { id: 'north' });
});
afterAll(() => plane.close());

/** Every kind of thing there is, two groups of one name, a stopped instance and all options of a listener. */
async function fill(): Promise<void> {
  const { context } = plane;
  const { id: list } = await createAccessControlList(context, {
    regionId: 'north',
    name: 'office',
    entries: [{ cidr: '10.8.0.0/16', comment: 'head office' }, { cidr: '10.9.0.1' }],
  });
  const { id } = await createLoadBalancer(context, {
    regionId: 'north',
    name: 'shop',
    primaryZoneId: 'north-a',
    backupZoneId: 'north-b',
    specification: 'slb.s2.small',
    bandwidthMbps: 100,
    deletionProtection: true,
    modificationProtection: { status: 'ConsoleProtection', reason: 'audited' },
  });
  await createLoadBalancer(context, { regionId: 'north', name: 'empty' });
  await setTags(context, { resourceType: 'instance', id, tags: { tags: [{ key: 'team', value: 'shop' }] } });
  await replaceDefaultServers(context, { loadBalancerId: id, servers: [{ serverId: 'srv-one', weight: 5 }] });
  const first = await createActiveStandbyGroup(context, { loadBalancerId: id, group: valid.group() });
  const second = await createActiveStandbyGroup(context, { loadBalancerId: id, group: valid.group() });
  const pool = await createVServerGroup(context, { loadBalancerId: id, group: valid.vserverGroup() });
  const listen = (changes: object) => createListener(context, { loadBalancerId: id, listener: valid.listener(first.id, changes) });
  await listen({
    start: true,
    retryOnStandby: true,
    failback: { mode: 'delayed', stableSeconds: 30 },
    onFailover: { mode: 'drain', drainSeconds: 60 },
    bandwidthMbps: 40,
    accessControl: { mode: 'whitelist', listIds: [list] },
    healthCheck: valid.healthCheck({ type: 'http', method: 'GET', path: '/up', statusClasses: ['http_2xx'] }),
  });
  const udp = { protocol: 'udp', port: 53, healthCheck: valid.healthCheck({ type: 'udp', request: 'ping', expected: 'pong' }) };
  await listen({ ...udp, target: { kind: 'active-standby-group', id: second.id } });
  await listen({ port: 90, target: { kind: 'vserver-group', id: pool.id }, scheduler: 'sch', persistence: { timeoutSeconds: 60 } });
  await listen({
    port: 91,
    target: { kind: 'default', backendPort: 8080 },
    connectionDraining: { timeoutSeconds: 30 },
    proxyProtocol: true,
  });
}

const load = (regionId: string, file: unknown, options: object = {}) =>
  importConfiguration(plane.context, { regionId, file: { file, ...options } });
const actions = ({ changes }: { changes: { action: string }[] }) => changes.map(({ action }) => action);
const content = ({ exportedAt: _, region: __, ...rest }: BackupFile) => rest;

test('a file of what is there changes nothing, not even the audit', async () => {
  const entries = await plane.prisma.auditEntry.count();
  expect(actions(await load('north', full))).toEqual([]);
  expect(actions(await load('north', full, { removeOthers: true }))).toEqual([]);
  expect(await plane.prisma.auditEntry.count()).toBe(entries);
});

test('what was changed, lost or added since is put back, and a preview says so before and changes nothing', async () => {
  const { prisma, context } = plane;
  const shop = await prisma.loadBalancer.findFirstOrThrow({ where: { name: 'shop' } });
  await prisma.listener.deleteMany({ where: { loadBalancerId: shop.id, port: 53 } });
  await prisma.listener.updateMany({ where: { loadBalancerId: shop.id, port: 91 }, data: { idleTimeoutSeconds: 30, enabled: true } });
  await prisma.loadBalancer.update({ where: { id: shop.id }, data: { bandwidthMbps: 500, status: 'inactive' } });
  await prisma.vServerMember.deleteMany({ where: { port: 81 } });
  await prisma.accessControlEntry.deleteMany({ where: { cidr: '10.9.0.1/32' } });
  await prisma.tag.deleteMany({ where: { resourceId: shop.id } });
  const group = await createVServerGroup(context, { loadBalancerId: shop.id, group: valid.vserverGroup({ name: 'surplus' }) });
  await createListener(context, {
    loadBalancerId: shop.id,
    listener: valid.listener('', { port: 99, target: { kind: 'vserver-group', id: group.id } }),
  });
  const drifted = await exportRegion(context, { id: 'north' });
  expect(content(drifted)).not.toEqual(content(full));

  const expected = [
    'access-control-list:entries-added',
    'listener:created',
    'listener:deleted',
    'listener:stopped',
    'listener:updated',
    'load-balancer:started',
    'load-balancer:tagged',
    'load-balancer:updated',
    'vserver-group:deleted',
    'vserver-group:updated',
  ];
  const preview = await load('north', full, { removeOthers: true, isPreview: true });
  expect(actions(preview).sort()).toEqual(expected);
  expect(preview.impact).not.toBeNull();
  expect(preview.changes.find(({ action }) => action === 'load-balancer:updated')?.fields).toContainEqual({
    field: 'bandwidthMbps',
    before: '500',
    after: '100',
  });
  const rehearsed = importConfiguration({ ...context, isRehearsal: true }, { regionId: 'north', file: { file: full, removeOthers: true } });
  await expect(rehearsed).rejects.toBeInstanceOf(Rehearsed);
  expect(content(await exportRegion(context, { id: 'north' })), 'a preview changes nothing, nor does a rehearsal').toEqual(
    content(drifted),
  );

  expect(actions(await load('north', full, { removeOthers: true })).sort()).toEqual(expected);
  expect(content(await exportRegion(context, { id: 'north' }))).toEqual(content(full));
  expect(actions(await load('north', full, { removeOthers: true }))).toEqual([]);
});

test('an empty region of another installation becomes the same', async () => {
  const other = structuredClone(full);
  // Its machines have other service addresses and other zones.
  for (const [index, instance] of other.instances.entries()) {
    Object.assign(instance, { address: `127.0.20.${(index + 1).toString()}`, primaryZoneId: 'south-a', backupZoneId: null });
  }
  other.servers = other.servers.map((server) => ({ ...server, zoneId: null }));
  expect(actions(await load('south', other))).toContain('listener:created');
  const made = await exportRegion(plane.context, { id: 'south' });
  expect(made.instances).toEqual(other.instances);
  expect(made.accessControlLists).toEqual(other.accessControlLists);
  expect(actions(await load('south', other))).toEqual([]);
});

test('one instance comes with what it uses, and with nothing else', async () => {
  const { id } = await plane.prisma.loadBalancer.findFirstOrThrow({ where: { name: 'shop', regionId: 'north' } });
  const file = await exportInstance(plane.context, { id });
  expect(file.instances.map(({ name }) => name)).toEqual(['shop']);
  expect(file.servers.map(({ address }) => address).sort()).toEqual(['10.0.0.1', '10.0.0.2']);
  expect(file.accessControlLists.map(({ name }) => name)).toEqual(['office']);
  expect(actions(await load('north', file))).toEqual([]);
});

test.each([
  ['no file of ours', () => ({ ...full, format: 'other' }), 'file.format'],
  [
    'a server that is nowhere',
    () => spoil((shop) => Object.assign(shop.activeStandbyGroups[0]?.servers[0] ?? {}, { server: '10.0.0.99' })),
    'file.instances.1.activeStandbyGroups.0.servers.0.server',
  ],
  [
    'a port out of range',
    () => spoil((shop) => Object.assign(shop.vserverGroups[0]?.servers[0] ?? {}, { port: 70_000 })),
    'file.instances.1.vserverGroups.0.servers.0.port',
  ],
  [
    'a group that is nowhere',
    () => spoil((shop) => Object.assign(shop.listeners[0]?.target ?? {}, { group: 'nowhere' })),
    'file.instances.1.listeners.0.target.group',
  ],
  [
    'a setting that does not exist',
    () => spoil((shop) => Object.assign(shop.listeners[0] ?? {}, { colour: 'red' })),
    'file.instances.1.listeners.0.colour',
  ],
  [
    'a listener that exceeds the bandwidth',
    () => spoil((shop) => Object.assign(shop.listeners[0] ?? {}, { bandwidthMbps: 400 })),
    'file.instances.1.listeners.0.bandwidthMbps',
  ],
])('%s is refused at its place in the file, and nothing is written', async (_, file, path) => {
  const before = [content(await exportRegion(plane.context, { id: 'north' })), await changesNoted()];
  const error = await load('north', file()).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ issues: [{ path }] });
  expect([content(await exportRegion(plane.context, { id: 'north' })), await changesNoted()]).toEqual(before);
});

/** Without the exports, which are noted too. */
const changesNoted = () => plane.prisma.auditEntry.count({ where: { NOT: { action: { endsWith: ':exported' } } } });

/** The file with one thing wrong in its last instance, after right changes in the one before. */
function spoil(change: (shop: BackupFile['instances'][number]) => unknown): BackupFile {
  const file = structuredClone(full);
  file.instances.sort((a, b) => a.name.localeCompare(b.name));
  const [empty, shop] = file.instances;
  if (!(empty && shop)) {
    throw new Error('There are two instances.');
  }
  empty.bandwidthMbps = 77;
  change(shop);
  return file;
}
