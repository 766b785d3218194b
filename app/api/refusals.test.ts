import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';

/** Every refusal that a user can meet, at the API, and that nothing was written by it. */
let plane: ControlPlane;
let api: ApiClient;
let loadBalancerId: string;
let groupId: string;

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
});
afterAll(() => plane.close());

beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  loadBalancerId = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'web' })).body.id;
  groupId = (await createGroup()).body.id;
});

const groupsPath = () => `/api/v1/load-balancers/${loadBalancerId}/active-standby-groups`;
const listenersPath = () => `/api/v1/load-balancers/${loadBalancerId}/listeners`;
const createGroup = (changes: object = {}) => api.post(groupsPath(), valid.group(changes));
const createListener = (changes: object = {}) => api.post(listenersPath(), valid.listener(groupId, changes));

/** Everything that a write could have left behind. */
async function everything() {
  const { prisma } = plane;
  return {
    revisions: await prisma.region.findMany({ select: { id: true, revision: true }, orderBy: { id: 'asc' } }),
    loadBalancers: await prisma.loadBalancer.findMany({ orderBy: { id: 'asc' } }),
    groups: await prisma.activeStandbyGroup.findMany({ include: { members: true }, orderBy: { id: 'asc' } }),
    listeners: await prisma.listener.findMany({ include: { healthCheck: true }, orderBy: { id: 'asc' } }),
    servers: await prisma.server.findMany({ orderBy: { id: 'asc' } }),
    audit: await prisma.auditEntry.count(),
    keys: await prisma.idempotencyKey.count(),
  };
}

async function expectRefused(act: () => Promise<ApiAnswer>, status: number, code: string, path?: string): Promise<ApiAnswer> {
  const before = await everything();
  const answer = await act();
  expect({ status: answer.status, code: answer.body.code }, JSON.stringify(answer.body)).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  if (path !== undefined) {
    expect(answer.body.issues).toEqual(expect.arrayContaining([expect.objectContaining({ path, code })]));
  }
  expect(await everything()).toEqual(before);
  return answer;
}

const active = { serverId: 'srv-one', port: 80, role: 'active' };
const standby = { serverId: 'srv-two', port: 80, role: 'standby' };

describe('creating an active/standby server group', () => {
  it.each([
    ['no server', [], 'BACKEND_SERVERS_NUM_MUST_BE_TWO', 'servers'],
    ['one server', [active], 'BACKEND_SERVERS_NUM_MUST_BE_TWO', 'servers'],
    ['three servers', [active, standby, { ...standby, port: 81 }], 'BACKEND_SERVERS_NUM_MUST_BE_TWO', 'servers'],
    ['the same server and port twice', [active, { ...active, role: 'standby' }], 'BACKEND_SERVERS_HAVE_SAME_PORT_AND_SERVERID', 'servers'],
    ['two actives', [active, { ...standby, role: 'active' }], 'BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE', 'servers'],
    ['two standbys', [{ ...active, role: 'standby' }, standby], 'BACKEND_SERVERS_CAN_ONLY_CONTAIN_ONE_MASTER_AND_ONE_SLAVE', 'servers'],
    ['no server id', [active, { ...standby, serverId: undefined }], 'BACKEND_SERVER_ID_CAN_NOT_EMPTY', 'servers.1.serverId'],
    ['an empty server id', [active, { ...standby, serverId: '' }], 'BACKEND_SERVER_ID_CAN_NOT_EMPTY', 'servers.1.serverId'],
    ['no port', [{ ...active, port: null }, standby], 'BACKEND_SERVER_PORT_CAN_NOT_EMPTY', 'servers.0.port'],
    ['port 0', [{ ...active, port: 0 }, standby], 'RealServerPortNotSupport', 'servers.0.port'],
    ['port 65536', [active, { ...standby, port: 65536 }], 'RealServerPortNotSupport', 'servers.1.port'],
    ['a port that is no whole number', [{ ...active, port: 80.5 }, standby], 'RealServerPortNotSupport', 'servers.0.port'],
    ['a port that is text', [{ ...active, port: '80' }, standby], 'RealServerPortNotSupport', 'servers.0.port'],
    ['an unknown role', [{ ...active, role: 'master' }, standby], 'INVALID_SERVER_TYPE', 'servers.0.role'],
    ['servers that are no list', 'srv-one', 'BackendServersMalformed', 'servers'],
    ['an unknown server', [{ ...active, serverId: 'srv-none' }, standby], 'InvalidServerId.NotFound', 'servers.0.serverId'],
    ['a stopped server', [active, { ...standby, serverId: 'srv-off' }], 'InvalidServerId.NotFound', 'servers.1.serverId'],
    ['a server of another region', [active, { ...standby, serverId: 'srv-south' }], 'NetworkConflict', 'servers.1.serverId'],
  ])('%s is refused', async (_, servers, code, path) => {
    await expectRefused(() => createGroup({ servers }), 400, code, path);
  });

  it.each([
    ['empty', ''],
    ['81 characters long', 'n'.repeat(81)],
    ['with a space', 'a b'],
  ])('a name that is %s is refused', async (_, name) => {
    await expectRefused(() => createGroup({ name }), 400, 'InvalidParameter', 'name');
  });

  it('80 characters of any script are a name, and one server may stand twice with two ports', async () => {
    const servers = [active, { ...active, port: 81, role: 'standby' }];
    expect((await createGroup({ name: '组'.repeat(80), servers })).status).toBe(201);
  });

  it('in an unknown instance it is refused', async () => {
    const path = '/api/v1/load-balancers/lb-none/active-standby-groups';
    await expectRefused(() => api.post(path, valid.group()), 404, 'InvalidLoadBalancerId.NotFound');
  });

  it('with several mistakes at once every field is named', async () => {
    const servers = [
      { ...active, port: 0 },
      { ...standby, serverId: '' },
    ];
    const { body } = await createGroup({ name: '', servers });
    expect(body.issues.map((issue: { path: string }) => issue.path)).toEqual(['name', 'servers.0.port', 'servers.1.serverId']);
  });
});

describe('deleting', () => {
  it('a group in use is refused, and says which listeners use it', async () => {
    const listener = (await createListener()).body;
    const { body } = await expectRefused(() => api.delete(`/api/v1/active-standby-groups/${groupId}`), 409, 'RspoolVipExist');
    expect(body.usedBy).toEqual({ listeners: [{ id: listener.id, protocol: 'tcp', port: 80, name: 'tcp_80' }] });
  });

  it('a server in use is refused, and says which groups use it', async () => {
    const { body } = await expectRefused(() => api.delete('/api/v1/servers/srv-one'), 409, 'ServerInUse');
    expect(body.usedBy.groups).toMatchObject([
      { loadBalancerId, kind: 'active-standby-group', groupId, groupName: 'pair', role: 'active', port: 80 },
    ]);
  });

  it.each([
    ['/api/v1/active-standby-groups/rsp-none', 'InvalidMasterSlaveServerGroupId.NotFound'],
    ['/api/v1/servers/srv-none', 'ServerNotFound'],
    ['/api/v1/listeners/lsn-none', 'InvalidListenerId.NotFound'],
    ['/api/v1/load-balancers/lb-none', 'InvalidLoadBalancerId.NotFound'],
  ])('%s, which does not exist, answers 404', async (path, code) => {
    await expectRefused(() => api.delete(path), 404, code);
    expect((await api.get(path)).body.code).toBe(code);
  });
});

describe('creating a listener', () => {
  it.each([
    ['port 0', { port: 0 }, 'InvalidParameter', 'port'],
    ['port 65536', { port: 65536 }, 'InvalidParameter', 'port'],
    ['no port', { port: undefined }, 'InvalidParameter', 'port'],
    ['a reserved UDP port', { protocol: 'udp', port: 4789 }, 'InvalidParameter', 'port'],
    ['an HTTP listener', { protocol: 'http' }, 'VipNotMatchRspool', 'protocol'],
    ['an HTTPS listener', { protocol: 'https' }, 'VipNotMatchRspool', 'protocol'],
    ['another kind of target', { target: { kind: 'target-group', id: 'rsp-1' } }, 'InvalidParameter', 'target.kind'],
    ['a VServer group that is not there', { target: { kind: 'vserver-group', id: 'rsp-1' } }, 'InvalidParameter.ServerGroup', 'target.id'],
    ['the default server group without a port', { target: { kind: 'default' } }, 'InvalidParameter', 'target.backendPort'],
    ['a group and a port at once', { target: { kind: 'default', backendPort: 80, id: 'rsp-1' } }, 'InvalidParameter', 'target.id'],
    ['an unknown scheduler', { scheduler: 'random' }, 'InvalidParameter', 'scheduler'],
    ['a QUIC hash of TCP', { scheduler: 'qch' }, 'InvalidParameter', 'scheduler'],
    ['a persistence beyond 3600 s', { persistence: { timeoutSeconds: 3601 } }, 'InvalidParameter', 'persistence.timeoutSeconds'],
    ['draining for 9 s', { connectionDraining: { timeoutSeconds: 9 } }, 'InvalidParameter', 'connectionDraining.timeoutSeconds'],
    ['a bandwidth of 0', { bandwidthMbps: 0 }, 'InvalidParameter', 'bandwidthMbps'],
    ['a proxy protocol of another version', { proxyProtocol: 'v1' }, 'InvalidParameter', 'proxyProtocol'],
    ['a UDP check of TCP', { healthCheck: valid.healthCheck({ type: 'udp' }) }, 'InvalidParameter', 'healthCheck.type'],
    [
      'a threshold of 1',
      { healthCheck: valid.healthCheck({ unhealthyThreshold: 1 }) },
      'InvalidParameter',
      'healthCheck.unhealthyThreshold',
    ],
    ['an interval of 51 s', { healthCheck: valid.healthCheck({ intervalSeconds: 51 }) }, 'InvalidParameter', 'healthCheck.intervalSeconds'],
    ['an idle timeout of 9 s', { idleTimeoutSeconds: 9 }, 'InvalidParameter', 'idleTimeoutSeconds'],
    ['a name of 257 characters', { name: 'n'.repeat(257) }, 'InvalidParameter', 'name'],
    [
      'a UDP request without an answer',
      { protocol: 'udp', healthCheck: valid.healthCheck({ type: 'udp', request: 'ping' }) },
      'InvalidParameter',
      'healthCheck.expected',
    ],
    ['an HTTP path without "/"', { healthCheck: valid.healthCheck({ type: 'http', path: 'up' }) }, 'InvalidParameter', 'healthCheck.path'],
    [
      'an HTTP header in the domain',
      { healthCheck: valid.healthCheck({ type: 'http', domain: 'a\r\nX: y' }) },
      'InvalidParameter',
      'healthCheck.domain',
    ],
    [
      'an HTTP check that no answer satisfies',
      { healthCheck: valid.healthCheck({ type: 'http', statusClasses: [] }) },
      'InvalidParameter',
      'healthCheck.statusClasses',
    ],
    [
      'an unknown status class',
      { healthCheck: valid.healthCheck({ type: 'http', statusClasses: ['http_1xx'] }) },
      'InvalidParameter',
      'healthCheck.statusClasses.0',
    ],
    ['a POST check', { healthCheck: valid.healthCheck({ type: 'http', method: 'POST' }) }, 'InvalidParameter', 'healthCheck.method'],
    ['a TCP check of a path', { healthCheck: valid.healthCheck({ path: '/up' }) }, 'InvalidParameter', 'healthCheck.path'],
  ])('%s is refused', async (_, changes, code, path) => {
    await expectRefused(() => createListener(changes), 400, code, path);
  });

  it('the same protocol and port twice is refused, TCP and UDP may share one', async () => {
    await createListener();
    await expectRefused(() => createListener({ name: 'other' }), 409, 'ListenerAlreadyExists', 'port');
    expect((await createListener({ protocol: 'udp' })).status).toBe(201);
  });

  it('on a group that was deleted meanwhile is refused', async () => {
    await api.delete(`/api/v1/active-standby-groups/${groupId}`);
    await expectRefused(() => createListener(), 400, 'InvalidParameter.ServerGroup', 'target.id');
  });

  it('on a group of another instance is refused', async () => {
    const other = (await api.post('/api/v1/load-balancers', { regionId: 'north' })).body.id;
    const path = `/api/v1/load-balancers/${other}/listeners`;
    await expectRefused(() => api.post(path, valid.listener(groupId)), 400, 'InvalidParameter.ServerGroup', 'target.id');
  });

  it('the 51st is refused', async () => {
    for (let port = 1; port <= 50; port += 1) {
      await plane.prisma.$executeRaw`
        WITH l AS (
          INSERT INTO listener (load_balancer_id, protocol, port, name, active_standby_group_id)
          VALUES (${loadBalancerId}, 'tcp', ${port}, 'l', ${groupId}) RETURNING id
        ) INSERT INTO health_check (listener_id, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold)
          SELECT id, 'tcp', 5, 2, 3, 3 FROM l`;
    }
    await expectRefused(() => createListener({ port: 51 }), 400, 'ListenerNumberOverLimit', '');
  });
});

describe('changing a listener', () => {
  it.each([
    ['a UDP check of TCP', { healthCheck: valid.healthCheck({ type: 'udp' }) }, 'InvalidParameter', 'healthCheck.type'],
    [
      'a TCP check with status classes',
      { healthCheck: valid.healthCheck({ statusClasses: ['http_2xx'] }) },
      'InvalidParameter',
      'healthCheck.statusClasses',
    ],
    ['a group that is gone', { target: { kind: 'active-standby-group', id: 'rsp-gone' } }, 'InvalidParameter.ServerGroup', 'target.id'],
    ['an idle timeout of 901 s', { idleTimeoutSeconds: 901 }, 'InvalidParameter', 'idleTimeoutSeconds'],
    ['an empty name', { name: ' ' }, 'InvalidParameter', 'name'],
    ['another port, which is fixed', { port: 81 }, 'InvalidParameter', 'port'],
    ['an unknown setting', { healthCheck: valid.healthCheck({ retries: 3 }) }, 'InvalidParameter', 'healthCheck.retries'],
  ])('to %s is refused', async (_, changes, code, path) => {
    const { id } = (await createListener()).body;
    await expectRefused(() => api.patch(`/api/v1/listeners/${id}`, changes), 400, code, path);
  });
});

describe('instances', () => {
  it.each([
    ['a name of 81 characters', { name: 'n'.repeat(81) }, 400, 'InvalidParameter', 'name'],
    ['a name that starts with a digit', { name: '1web' }, 400, 'InvalidParameter', 'name'],
    ['an unknown region', { regionId: 'west' }, 404, 'InvalidRegionId.NotFound', 'regionId'],
    ['no region', { regionId: undefined }, 400, 'InvalidParameter', 'regionId'],
    ['a zone of another region', { primaryZoneId: 'south-a' }, 400, 'InvalidZoneId.NotFound', 'primaryZoneId'],
    ['an address outside the pools', { address: '127.0.11.1' }, 400, 'AddressNotInPool', 'address'],
    ['a misspelt field', { adress: '127.0.10.9' }, 400, 'InvalidParameter', 'adress'],
    ['an address that is none', { address: '127.0.10' }, 400, 'InvalidParameter', 'address'],
    ['an address that another has', { address: '127.0.10.1' }, 409, 'AddressInUse', 'address'],
  ])('%s is refused', async (_, changes, status, code, path) => {
    await expectRefused(() => api.post('/api/v1/load-balancers', { regionId: 'north', ...changes }), status, code, path);
  });

  it('no free address left is said so', async () => {
    await plane.prisma.addressPool.create({ data: { regionId: 'south', cidr: '127.0.30.7/32' } });
    await plane.prisma.addressPool.deleteMany({ where: { regionId: 'south', cidr: '127.0.20.0/28' } });
    expect((await api.post('/api/v1/load-balancers', { regionId: 'south' })).body.address).toBe('127.0.30.7');
    await expectRefused(() => api.post('/api/v1/load-balancers', { regionId: 'south' }), 409, 'AddressPoolExhausted', 'address');
  });

  it('a locked one takes no operation', async () => {
    const listener = (await createListener()).body;
    await plane.prisma.loadBalancer.update({ where: { id: loadBalancerId }, data: { status: 'locked' } });
    const path = `/api/v1/load-balancers/${loadBalancerId}`;
    const operations = [
      () => api.patch(path, { name: 'other' }),
      () => api.post(`${path}/start`),
      () => api.post(`${path}/stop`),
      () => api.delete(path),
      () => createGroup({ name: 'more' }),
      () => api.delete(`/api/v1/active-standby-groups/${groupId}`),
      () => createListener({ port: 81 }),
      () => api.patch(`/api/v1/listeners/${listener.id}`, { name: 'other' }),
      () => api.post(`/api/v1/listeners/${listener.id}/start`),
      () => api.post(`/api/v1/listeners/${listener.id}/stop`),
      () => api.delete(`/api/v1/listeners/${listener.id}`),
    ];
    for (const operation of operations) {
      await expectRefused(operation, 409, 'InstanceLocked');
    }
    expect((await api.get(path)).body.status).toBe('locked');
  });
});

describe('servers', () => {
  it.each([
    ['an address that another has', { address: '10.0.0.1' }, 409, 'ServerAddressExists', 'address'],
    ['a network for an address', { address: '10.0.0.0/8' }, 400, 'InvalidParameter', 'address'],
    ...['0.0.0.0', '255.255.255.255', '224.0.0.1', '::', '0::0', 'ff02::1', '::ffff:10.0.0.1'].map(
      (address): [string, object, number, string, string] => [
        `${address}, which is no host`,
        { address },
        400,
        'InvalidParameter',
        'address',
      ],
    ),
    ['a name of 81 characters', { name: 'n'.repeat(81) }, 400, 'InvalidParameter', 'name'],
    ['an unknown region', { regionId: 'west' }, 404, 'InvalidRegionId.NotFound', 'regionId'],
    ['a zone of another region', { zoneId: 'south-a' }, 400, 'InvalidZoneId.NotFound', 'zoneId'],
  ])('%s is refused', async (_, changes, status, code, path) => {
    const server = { regionId: 'north', name: 'new', address: '10.0.0.99', ...changes };
    await expectRefused(() => api.post('/api/v1/servers', server), status, code, path);
  });

  it.each([
    ['an address that another has', { address: '10.0.0.2' }, 409, 'ServerAddressExists', 'address'],
    ['a zone of another region', { zoneId: 'south-a' }, 400, 'InvalidZoneId.NotFound', 'zoneId'],
  ])('a change to %s is refused', async (_, changes, status, code, path) => {
    await expectRefused(() => api.patch('/api/v1/servers/srv-one', changes), status, code, path);
  });
});

describe('the character U+0000', () => {
  it.each([
    ['in a search', () => api.get('/api/v1/load-balancers?regionId=north&search=a%00b')],
    ['in a query', () => api.get('/api/v1/servers?regionId=a%00b')],
    ['in a path', () => api.get('/api/v1/listeners/a%00b')],
    ['in the path of a write', () => api.delete('/api/v1/servers/a%00b')],
    ['in an id', () => api.post('/api/v1/servers', { regionId: 'a\u0000b', name: 'n', address: '10.0.0.99' })],
    ['in a target', () => createListener({ target: { kind: 'active-standby-group', id: 'a\u0000b' } })],
    ['in a member', () => createGroup({ servers: [{ ...active, serverId: 'a\u0000b' }, standby] })],
    ['at the sign-in', () => api.post('/api/auth/sign-in/email', { email: 'ada@example.test\u0000', password: 'some password' })],
  ])('%s is refused, not an internal error', async (_, act) => {
    await expectRefused(act, 400, 'InvalidParameter');
  });
});

describe('lists', () => {
  it.each([
    ['/api/v1/servers', 400, 'InvalidParameter'],
    ['/api/v1/servers?regionId=west', 404, 'InvalidRegionId.NotFound'],
    ['/api/v1/load-balancers?regionId=north&pageSize=101', 400, 'InvalidParameter'],
    ['/api/v1/load-balancers?regionId=north&pageNumber=0', 400, 'InvalidParameter'],
    ['/api/v1/load-balancers?regionId=north&status=odd', 400, 'InvalidParameter'],
    ['/api/v1/load-balancers/lb-none/listeners', 404, 'InvalidLoadBalancerId.NotFound'],
    ['/api/v1/load-balancers/lb-none/active-standby-groups', 404, 'InvalidLoadBalancerId.NotFound'],
    ['/api/v1/load-balancers/lb-none/health', 404, 'InvalidLoadBalancerId.NotFound'],
    ['/api/v1/load-balancers/lb-none/failovers', 404, 'InvalidLoadBalancerId.NotFound'],
    ['/api/v1/regions/west', 404, 'InvalidRegionId.NotFound'],
    ['/api/v1/events', 400, 'InvalidParameter'],
    ['/api/v1/events?regionId=west', 404, 'InvalidRegionId.NotFound'],
  ])('%s answers %i', async (path, status, code) => {
    const { body, ...answer } = await api.get(path);
    expect({ status: answer.status, code: body.code }).toEqual({ status, code });
  });

  it('a page far behind the last one is empty, and still counts', async () => {
    const { status, body } = await api.get(`/api/v1/load-balancers?regionId=north&pageNumber=${Number.MAX_SAFE_INTEGER}`);
    expect({ status, items: body.items, totalCount: body.totalCount }).toEqual({ status: 200, items: [], totalCount: 1 });
  });
});

describe('Idempotency-Key', () => {
  const withKey = (key: string, body: object) => api.post(groupsPath(), body, { 'idempotency-key': key });

  it('a double click makes one group, and both clicks get the same answer', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => withKey('double-click', valid.group({ name: 'once' }))));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(sorted(body)))).size).toBe(1);
    expect(await plane.prisma.activeStandbyGroup.count({ where: { name: 'once' } })).toBe(1);
    expect(await plane.prisma.auditEntry.count({ where: { resourceId: answers[0]?.body.id } })).toBe(1);
  });

  it('the same key with another input is refused', async () => {
    await withKey('reused', valid.group({ name: 'first' }));
    await expectRefused(() => withKey('reused', valid.group({ name: 'second' })), 409, 'IdempotentParameterMismatch');
  });

  it('a refused create leaves its key free', async () => {
    await expectRefused(() => withKey('again', valid.group({ name: '' })), 400, 'InvalidParameter');
    expect((await withKey('again', valid.group({ name: 'right' }))).status).toBe(201);
  });

  it('a key of 65 characters is refused', async () => {
    await expectRefused(() => withKey('k'.repeat(65), valid.group()), 400, 'InvalidParameter', 'Idempotency-Key');
  });

  it('after 24 hours a key is free again, and old ones are removed', async () => {
    const first = (await withKey('yesterday', valid.group({ name: 'old' }))).body.id;
    await plane.prisma.idempotencyKey.updateMany({ data: { createdAt: new Date(Date.now() - 25 * 3600_000) } });
    const second = (await withKey('yesterday', valid.group({ name: 'new' }))).body.id;
    expect(second).not.toBe(first);
    expect(await plane.prisma.idempotencyKey.count()).toBe(1);
  });
});

/** Postgres keeps JSON with its keys in another order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, sorted(inner)]),
    );
  }
  return value;
}
