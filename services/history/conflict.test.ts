import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';

let plane: ControlPlane;
let api: ApiClient;
let listener: { id: string; version: number };
let groupId: string;
let loadBalancer: string;

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  const { id } = (await api.post('/api/v1/load-balancers', { regionId: 'north', primaryZoneId: 'north-a' })).body;
  loadBalancer = `/api/v1/load-balancers/${id}`;
  groupId = (await api.post(`${loadBalancer}/active-standby-groups`, valid.group())).body.id;
  listener = (await api.post(`${loadBalancer}/listeners`, valid.listener(groupId))).body;
});

const patch = (path: string, body: unknown, ifMatch: string) => api.request('PATCH', path, { body, headers: { 'if-match': ifMatch } });
const ofListener = () => `/api/v1/listeners/${listener.id}`;

describe('If-Match', () => {
  test('with the version of the answer before is taken; with an older one the answer tells who changed what', async () => {
    expect((await api.get(ofListener())).headers.get('etag')).toBe('"1"');
    const first = await patch(ofListener(), { name: 'mine' }, '"1"');
    expect([first.status, first.body.version, first.headers.get('etag')]).toEqual([200, 2, '"2"']);
    const late = await patch(ofListener(), { bandwidthMbps: 5 }, '"1"');
    expect(late.status).toBe(412);
    expect(late.body).toMatchObject({
      code: 'VersionMismatch',
      conflict: {
        expected: 1,
        current: 2,
        changes: [{ version: 2, actorName: 'Ada', fields: ['name'] }],
        base: { name: 'tcp_80' },
        theirs: { name: 'mine' },
        names: { [groupId]: 'pair' },
      },
    });
    expect(late.body.detail).toContain('Ada');
    expect((await api.get(ofListener())).body.bandwidthMbps).toBeNull();
    expect((await patch(ofListener(), { bandwidthMbps: 5 }, '"1", "2"')).status).toBe(200);
    expect((await patch(ofListener(), { bandwidthMbps: 6 }, '*')).status).toBe(200);
  });

  test('speaks of the default server group too, which is the instance’s', async () => {
    const got = await api.get(`${loadBalancer}/default-servers`);
    const put = (tag: string) =>
      api.request('PUT', `${loadBalancer}/default-servers`, { body: [{ serverId: 'srv-one' }], headers: { 'if-match': tag } });
    await api.patch(loadBalancer, { name: 'other' });
    expect((await put(got.headers.get('etag') ?? '')).status).toBe(412);
    expect((await put((await api.get(`${loadBalancer}/default-servers`)).headers.get('etag') ?? '')).status).toBe(200);
  });

  test('of two at the same moment one is taken', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].map((name) => patch(ofListener(), { name }, '"1"')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
  });

  test('that is no tag, or on what keeps no versions, is refused', async () => {
    expect((await patch(ofListener(), { name: 'x' }, '1')).body).toMatchObject({
      code: 'InvalidParameter',
      issues: [{ path: 'If-Match' }],
    });
    expect((await patch('/api/v1/servers/srv-one', { name: 'x' }, '"1"')).body).toMatchObject({ code: 'InvalidParameter' });
    expect((await patch('/api/v1/listeners/lsn-none', { name: 'x' }, '"1"')).status).toBe(404);
  });
});

describe('going back', () => {
  const versions = (type: string, id: string) => `/api/v1/versions/${type}/${id}`;

  test('is a new version with the old settings; whether it is started stays', async () => {
    await api.patch(ofListener(), { name: 'second', bandwidthMbps: 7, healthCheck: valid.healthCheck({ port: 81 }) });
    await api.post(`${ofListener()}/start`);
    const list = await api.get(versions('listener', listener.id));
    expect(list.body.items.map(({ version }: { version: number }) => version)).toEqual([3, 2, 1]);
    expect(list.body.items[0].changes).toEqual([{ path: 'enabled', before: false, after: true, list: null }]);
    const impact = await api.post(`${versions('listener', listener.id)}/1/restore?dryRun=true`);
    expect(impact.body.refusal).toBeNull();
    expect((await api.get(ofListener())).body.name).toBe('second');
    const back = await api.post(`${versions('listener', listener.id)}/1/restore`);
    expect(back.body).toMatchObject({ version: 4, restoredFrom: 1, actorName: 'Ada' });
    const now = (await api.get(ofListener())).body;
    expect(now).toMatchObject({ name: 'tcp_80', bandwidthMbps: null, enabled: true, version: 4 });
    expect(now.healthCheck.port).toBeNull();
    const audit = await plane.prisma.auditEntry.findMany({ where: { resourceId: listener.id }, orderBy: { at: 'desc' }, take: 1 });
    expect(audit).toMatchObject([{ action: 'listener:updated' }]);
  });

  test('works for every kind', async () => {
    const { id } = (await api.get(loadBalancer)).body;
    await api.put(`${loadBalancer}/default-servers`, [{ serverId: 'srv-one', weight: 5 }]);
    await api.put(`${loadBalancer}/default-servers`, [{ serverId: 'srv-two', weight: 6 }]);
    await api.patch(loadBalancer, { name: 'renamed', deletionProtection: true });
    expect((await api.post(`${versions('load-balancer', id)}/2/restore`)).status).toBe(200);
    expect((await api.get(`${loadBalancer}/default-servers`)).body).toMatchObject([{ serverId: 'srv-one', weight: 5 }]);
    expect((await api.get(loadBalancer)).body.deletionProtection).toBe(false);

    await api.patch(`/api/v1/active-standby-groups/${groupId}`, {
      name: 'x',
      servers: [...valid.group().servers].map((one, index) => ({ ...one, port: 90 + index })),
    });
    expect((await api.post(`${versions('active-standby-group', groupId)}/1/restore`)).status).toBe(200);
    expect((await api.get(`/api/v1/active-standby-groups/${groupId}`)).body).toMatchObject({
      name: 'pair',
      servers: [{ port: 80 }, { port: 80 }],
    });

    const pool = (await api.post(`${loadBalancer}/vserver-groups`, valid.vserverGroup())).body.id;
    await api.patch(`/api/v1/vserver-groups/${pool}`, { servers: [] });
    expect((await api.post(`${versions('vserver-group', pool)}/1/restore`)).status).toBe(200);
    expect((await api.get(`/api/v1/vserver-groups/${pool}`)).body.servers).toHaveLength(3);

    const entries = [
      { cidr: '10.0.0.0/8', comment: 'a' },
      { cidr: '10.0.0.1/32', comment: 'b' },
    ];
    const acl = (await api.post('/api/v1/access-control-lists', { regionId: 'north', name: 'office', entries })).body.id;
    await api.post(`/api/v1/access-control-lists/${acl}/entries/remove`, { cidrs: ['10.0.0.0/8'] });
    await api.patch(`/api/v1/access-control-lists/${acl}`, { name: 'other' });
    expect((await api.post(`${versions('access-control-list', acl)}/1/restore`)).status).toBe(200);
    expect((await api.get(`/api/v1/access-control-lists/${acl}`)).body).toMatchObject({ name: 'office', entries });
  });

  test('to a version that names a server that is gone is refused, and names it', async () => {
    const server = (await api.post('/api/v1/servers', { regionId: 'north', name: 'old', address: '10.0.0.77' })).body.id;
    const pool = (await api.post(`${loadBalancer}/vserver-groups`, { name: 'pool', servers: [{ serverId: server, port: 80 }] })).body.id;
    await api.patch(`/api/v1/vserver-groups/${pool}`, { servers: [] });
    await api.delete(`/api/v1/servers/${server}`);
    const refused = await api.post(`${versions('vserver-group', pool)}/1/restore`);
    expect(refused.body).toMatchObject({ status: 409, code: 'VersionNotRestorable' });
    expect(refused.body.detail).toContain('old (10.0.0.77)');
    expect((await api.get(`${versions('vserver-group', pool)}/9`)).body.code).toBe('InvalidVersion.NotFound');
    expect((await api.get(`${versions('nothing', pool)}`)).status).toBe(404);
  });

  test('is refused for what was deleted, whose versions are still told', async () => {
    await api.delete(ofListener());
    const list = await api.get(versions('listener', listener.id));
    expect(list.body.items[0]).toMatchObject({ version: 2, deleted: true });
    expect((await api.post(`${versions('listener', listener.id)}/1/restore`)).body.code).toBe('VersionNotRestorable');
  });
});
