import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { getRegion } from '../region/get.ts';
import { listRegions } from '../region/list.ts';
import { createServer } from './create.ts';
import { deleteServer } from './delete.ts';
import { getServer } from './get.ts';
import { listServers } from './list.ts';
import { updateServer } from './update.ts';

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());

const audit = (resourceId: string) => plane.prisma.auditEntry.findMany({ where: { resourceId }, orderBy: { at: 'asc' } });

it('a server is registered, edited and removed, each step audited', async () => {
  const { id, ...created } = await createServer(plane.context, {
    regionId: 'north',
    zoneId: 'north-a',
    name: 'db 1',
    address: '2001:DB8:0::5',
  });
  expect(created).toMatchObject({ zoneName: 'North A', name: 'db 1', address: '2001:db8::5', status: 'running', usedBy: [] });
  const changes = { zoneId: null, name: 'db 2', status: 'stopped' };
  expect(await updateServer(plane.context, { id, changes })).toMatchObject({ ...changes, zoneName: null, address: '2001:db8::5' });
  await deleteServer(plane.context, { id });
  await expect(getServer(plane.context, { id })).rejects.toMatchObject({ code: 'ServerNotFound' });
  expect(await audit(id)).toMatchObject([
    { action: 'server:created', before: null, after: { name: 'db 1' } },
    { action: 'server:updated', before: { name: 'db 1', zoneId: 'north-a' }, after: { name: 'db 2', zoneId: null } },
    { action: 'server:deleted', before: { name: 'db 2' }, after: null },
  ]);
});

describe('the list', () => {
  const list = async (query: object) =>
    (await listServers(plane.context, { regionId: 'north', ...query })).items.map(({ id }) => id).sort();

  it('is of one region, filtered and searched', async () => {
    expect(await list({})).toEqual(['srv-off', 'srv-one', 'srv-two']);
    expect(await list({ status: 'running' })).toEqual(['srv-one', 'srv-two']);
    expect(await list({ search: 'TW' })).toEqual(['srv-two']);
    expect(await list({ search: '0.0.1' })).toEqual(['srv-one']);
    expect(await list({ search: 'srv-o' })).toEqual(['srv-off', 'srv-one']);
    expect(await list({ search: '_' })).toEqual([]);
    expect(await listServers(plane.context, { regionId: 'north', pageSize: 2, pageNumber: 2 })).toMatchObject({
      totalCount: 3,
      items: [{}],
    });
  });

  it('says where each server is used', async () => {
    const { id: loadBalancerId } = await createLoadBalancer(plane.context, { regionId: 'north', name: 'web' });
    const group = await createActiveStandbyGroup(plane.context, { loadBalancerId, group: valid.group() });
    const { items } = await listServers(plane.context, { regionId: 'north', search: 'two' });
    expect(items[0]?.usedBy).toEqual([
      {
        loadBalancerId,
        loadBalancerName: 'web',
        kind: 'active-standby-group',
        groupId: group.id,
        groupName: 'pair',
        role: 'standby',
        port: 80,
      },
    ]);
  });
});

it('regions come with zones, pools and their nodes, alive by the clock of the database', async () => {
  await plane.prisma.$executeRaw`
    INSERT INTO proxy_node (id, engine, version, started_at, heartbeat_at, stopped_at) VALUES
      ('alive', 'userspace', '1', now(), now(), NULL),
      ('late', 'userspace', '1', now(), now() - interval '7 seconds', NULL),
      ('stopped', 'userspace', '1', now(), now(), now())`;
  await plane.prisma.$executeRaw`
    INSERT INTO node_region (node_id, region_id, applied_revision, applied_at) SELECT id, 'north', 4, now() FROM proxy_node`;
  const regions = await listRegions(plane.context);
  expect(regions).toMatchObject([
    {
      id: 'north',
      name: 'North',
      zones: [
        { id: 'north-a', name: 'North A' },
        { id: 'north-b', name: 'North B' },
      ],
      addressPools: ['127.0.10.0/28'],
      nodes: [
        { id: 'alive', alive: true, appliedRevision: 4, stoppedAt: null },
        { id: 'late', alive: false },
        { id: 'stopped', alive: false },
      ],
    },
    { id: 'south', nodes: [] },
  ]);
  expect(await getRegion(plane.context, { id: 'south' })).toEqual(regions[1]);
});
