import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';

let plane: ControlPlane;
let api: ApiClient;
let loadBalancerId: string;

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  await plane.prisma.accessControlList.deleteMany();
  await plane.prisma.resourceVersion.deleteMany();
  loadBalancerId = (await api.post('/api/v1/load-balancers', { regionId: 'north', primaryZoneId: 'north-a' })).body.id;
});

const versionsOf = (resourceId: string) => plane.prisma.resourceVersion.findMany({ where: { resourceId }, orderBy: { version: 'asc' } });
const path = () => `/api/v1/load-balancers/${loadBalancerId}`;
const newGroup = async () => (await api.post(`${path()}/active-standby-groups`, valid.group())).body.id;

describe('a version', () => {
  test('is one for each transaction that changes the resource, with its children, and none for bookkeeping', async () => {
    const groupId = await newGroup();
    const { id } = (await api.post(`${path()}/listeners`, valid.listener(groupId))).body;
    expect(await versionsOf(id)).toMatchObject([{ version: 1, actorName: 'Ada', actorType: 'user', deleted: false }]);
    const changed = await api.patch(`/api/v1/listeners/${id}`, { name: 'web', healthCheck: valid.healthCheck({ port: 81 }) });
    expect(changed.status).toBe(200);
    await api.patch(`/api/v1/listeners/${id}`, { name: 'web' });
    await api.patch(`/api/v1/active-standby-groups/${groupId}`, { name: 'other' });
    const versions = await versionsOf(id);
    expect(versions.map(({ version }) => version)).toEqual([1, 2]);
    expect(versions[1]?.document).toMatchObject({
      name: 'web',
      healthCheck: { port: 81 },
      target: { kind: 'active-standby-group', id: groupId },
    });
    expect(versions[1]?.names).toEqual({ [groupId]: 'pair' });
    expect(await plane.prisma.listener.findUnique({ where: { id } })).toMatchObject({ version: 2 });
    // The listener is none of the instance's own configuration, nor is a switch one of the group's.
    expect(await versionsOf(loadBalancerId)).toHaveLength(1);
    await api.post(`/api/v1/active-standby-groups/${groupId}/switch`, { to: 'standby', reason: 'test' });
    expect(await versionsOf(groupId)).toHaveLength(2);
  });

  test('is kept for what SQL changes too, and names who did it', async () => {
    const groupId = await newGroup();
    await plane.prisma.$executeRaw`UPDATE active_standby_member SET weight = 0 WHERE group_id = ${groupId} AND role = 'active'`;
    const [, second] = await versionsOf(groupId);
    expect(second).toMatchObject({ version: 2, actorType: 'database' });
    expect(second?.document).toMatchObject({
      servers: [
        { role: 'active', weight: 0 },
        { role: 'standby', weight: 100 },
      ],
    });
  });

  test('of a default server group is one of the instance; of entries, one of the list', async () => {
    await api.put(`${path()}/default-servers`, [{ serverId: 'srv-one' }, { serverId: 'srv-two', weight: 3 }]);
    const versions = await versionsOf(loadBalancerId);
    expect(versions).toHaveLength(2);
    expect(versions[1]?.document).toMatchObject({
      defaultServers: [
        { serverId: 'srv-one', weight: 100 },
        { serverId: 'srv-two', weight: 3 },
      ],
    });
    const { id } = (await api.post('/api/v1/access-control-lists', { regionId: 'north', name: 'office' })).body;
    await api.post(`/api/v1/access-control-lists/${id}/entries`, {
      entries: [{ cidr: '10.0.0.1' }, { cidr: '10.1.0.0/16', comment: 'x' }],
    });
    expect((await versionsOf(id)).map(({ document }) => document)).toEqual([
      { name: 'office', ipVersion: 'ipv4', entries: [] },
      {
        name: 'office',
        ipVersion: 'ipv4',
        entries: [
          { cidr: '10.0.0.1/32', comment: '' },
          { cidr: '10.1.0.0/16', comment: 'x' },
        ],
      },
    ]);
  });

  test('tells of a deletion, of everything that goes with an instance', async () => {
    const groupId = await newGroup();
    const { id } = (await api.post(`${path()}/listeners`, valid.listener(groupId))).body;
    expect((await api.delete(path())).status).toBe(204);
    for (const gone of [loadBalancerId, groupId, id]) {
      expect((await versionsOf(gone)).map(({ version, deleted }) => [version, deleted])).toEqual([
        [1, false],
        [2, true],
      ]);
    }
  });

  test('is kept a thousand times, and of what is gone for 31 days', async () => {
    const groupId = await newGroup();
    await plane.prisma.$executeRaw`UPDATE resource_version SET version = 5000 WHERE resource_id = ${groupId}`;
    await plane.prisma.$executeRaw`
      INSERT INTO resource_version (resource_type, resource_id, version, region_id, actor_type, actor_name, document, names, transaction_id)
      SELECT 'active-standby-group', ${groupId}, n, 'north', 'system', 'x', '{}', '{}', 0 FROM generate_series(3990, 4999) n`;
    const { id: other } = (await api.post('/api/v1/load-balancers', { regionId: 'north' })).body;
    await api.delete(`/api/v1/load-balancers/${other}`);
    await plane.prisma.$executeRaw`UPDATE resource_version SET at = at - interval '32 days' WHERE resource_id = ${other}`;
    await api.patch(`/api/v1/active-standby-groups/${groupId}`, { name: 'next' });
    const versions = await versionsOf(groupId);
    expect(versions).toHaveLength(1000);
    expect([versions[0]?.version, versions.at(-1)?.version]).toEqual([4002, 5001]);
    expect(await versionsOf(other)).toEqual([]);
  });
});

/** Columns that no document has, and why. */
const NO_CONFIGURATION: Record<string, string[]> = {
  // Ids and bookkeeping; orders of a moment.
  load_balancer: ['release_at', 'release_scheduled_by', 'lock_reason', 'locked_by'],
  active_standby_group: ['switch_to', 'switched_at', 'switch_reason', 'switched_by'],
};
const EVERYWHERE = [
  'id',
  'region_id',
  'load_balancer_id',
  'group_id',
  'listener_id',
  'access_control_list_id',
  'created_at',
  'updated_at',
  'revision',
  'revised_at',
  'version',
];
const PARTS = [
  'load_balancer',
  'default_server',
  'listener',
  'health_check',
  'active_standby_group',
  'active_standby_member',
  'vserver_group',
  'vserver_member',
  'access_control_list',
  'access_control_entry',
];

test('every column of configuration stands in a document', async () => {
  const [{ source } = { source: '' }] = await plane.prisma.$queryRaw<{ source: string }[]>`
    SELECT prosrc AS source FROM pg_proc WHERE proname = 'openslb_document'`;
  const columns = await plane.prisma.$queryRaw<{ table: string; column: string }[]>`
    SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns WHERE table_name = ANY (${PARTS})`;
  const missing = columns.filter(
    ({ table, column }) =>
      ![...EVERYWHERE, ...(NO_CONFIGURATION[table] ?? [])].includes(column) && !new RegExp(`\\.${column}\\b`).test(source),
  );
  expect(missing).toEqual([]);
});
