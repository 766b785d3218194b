import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { databaseEndpoints } from './database-endpoints.ts';

/** Region `lan` has ordinary service addresses, `north` and `south` have some of this machine. */
let plane: ControlPlane;
let api: ApiClient;
let databasePort: number;

beforeAll(async () => {
  plane = await startControlPlane();
  await plane.prisma.region.create({ data: { id: 'lan', name: 'LAN' } });
  await plane.prisma.addressPool.create({ data: { regionId: 'lan', cidr: '192.0.2.0/24' } });
  api = await plane.signIn();
  databasePort = Number(new URL(plane.url).port);
});
afterAll(() => plane.close());
afterEach(() => {
  process.env.DATABASE_URL = plane.url;
});

const register = (regionId: string, address: string) => api.post('/api/v1/servers', { regionId, name: 'host', address });
const forbidden = { status: 400, body: { code: 'ServerAddressForbidden', issues: [{ path: 'address', code: 'ServerAddressForbidden' }] } };

describe('in a region whose pools have ordinary addresses, a server', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '::1',
    '0:0:0:0:0:0:0:1',
    '169.254.1.1',
    '169.254.169.254',
    'fe80::1',
    'febf::ffff',
    'fd00:ec2::254',
    '100.100.100.200',
    '168.63.129.16',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '::7f00:1',
  ])('cannot be at %s', async (address) => {
    expect(await register('lan', address)).toMatchObject(forbidden);
    expect(await plane.prisma.server.count({ where: { regionId: 'lan' } })).toBe(0);
    const asSql = plane.prisma.server.create({ data: { regionId: 'lan', name: 'sql', address } });
    await expect(asSql).rejects.toThrow(/ServerAddressForbidden/);
  });

  it.each(['0.0.0.0', '::', '224.0.0.1', 'ff02::1', '255.255.255.255', '::ffff:127.0.0.1', '::ffff:7f00:1'])(
    'cannot be at %s, which no host has',
    async (address) => {
      expect(await register('lan', address)).toMatchObject({ status: 400, body: { issues: [{ path: 'address' }] } });
    },
  );

  it.each(['10.0.0.1', '192.168.1.1', '100.64.0.1', '128.0.0.1', '170.0.0.1', 'fd00::1', 'fec0::1', '2001:db8::1', '64:ff9b::a00:1'])(
    'can be at %s',
    async (address) => {
      const { status, body } = await register('lan', address);
      expect({ status, address: body.address }).toEqual({ status: 201, address });
      expect(await api.patch(`/api/v1/servers/${body.id}`, { address: '127.0.0.1' })).toMatchObject(forbidden);
      expect((await api.get(`/api/v1/servers/${body.id}`)).body.address).toBe(address);
      await api.delete(`/api/v1/servers/${body.id}`);
    },
  );
});

describe('in a region whose pools are of that network, a server', () => {
  it('can be on this machine, but not at a metadata service', async () => {
    expect((await register('north', '127.0.33.1')).status).toBe(201);
    expect((await register('north', '::1')).status).toBe(201);
    for (const address of ['169.254.1.1', '169.254.169.254', '100.100.100.200']) {
      expect(await register('north', address)).toMatchObject(forbidden);
    }
  });

  it('can be at an address of a pool, whatever it is', async () => {
    await plane.prisma.region.create({ data: { id: 'cloud', name: 'Cloud' } });
    await plane.prisma.addressPool.create({ data: { regionId: 'cloud', cidr: '169.254.0.0/17' } });
    expect((await register('cloud', '169.254.200.1')).status).toBe(201);
    expect(await register('cloud', '169.254.169.254')).toMatchObject(forbidden);
    await plane.prisma.addressPool.create({ data: { regionId: 'cloud', cidr: '169.254.169.254/32' } });
    expect((await register('cloud', '169.254.169.254')).status).toBe(201);
  });

  it('stays when the pool goes, and may be renamed', async () => {
    const { body } = await register('north', '127.0.33.9');
    const { prisma } = plane;
    await prisma.addressPool.deleteMany({ where: { regionId: 'north' } });
    try {
      expect((await api.patch(`/api/v1/servers/${body.id}`, { name: 'other', address: '127.0.33.9' })).status).toBe(200);
      expect(await api.patch(`/api/v1/servers/${body.id}`, { address: '127.0.33.10' })).toMatchObject(forbidden);
    } finally {
      await prisma.addressPool.create({ data: { regionId: 'north', cidr: '127.0.10.0/28' } });
    }
  });
});

describe('the database of the product', () => {
  const portForbidden = { status: 400, body: { code: 'ServerPortForbidden' } };
  let instance: string;
  let onThisMachine: string;

  beforeAll(async () => {
    instance = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'web' })).body.id;
    onThisMachine = (await register('north', '127.0.0.1')).body.id;
  });

  const members = (port: number) => [
    { serverId: onThisMachine, port },
    { serverId: 'srv-one', port: 80 },
  ];
  const pair = (port: number) => ({
    name: 'pair',
    servers: members(port).map((member, index) => ({ ...member, role: index === 0 ? 'active' : 'standby' })),
  });

  it('may share its machine with servers, but is no member of a group', async () => {
    const groups = `/api/v1/load-balancers/${instance}/active-standby-groups`;
    expect(await api.post(groups, pair(databasePort))).toMatchObject(portForbidden);
    const { status, body } = await api.post(groups, pair(80));
    expect(status).toBe(201);
    expect(await api.patch(`/api/v1/active-standby-groups/${body.id}`, { servers: pair(databasePort).servers })).toMatchObject(
      portForbidden,
    );
    const pools = `/api/v1/load-balancers/${instance}/vserver-groups`;
    expect(await api.post(pools, { name: 'pool', servers: members(databasePort) })).toMatchObject(portForbidden);
  });

  it('is not reached by way of a server that moves to it', async () => {
    const server = (await register('north', '10.0.0.50')).body.id;
    const pools = `/api/v1/load-balancers/${instance}/vserver-groups`;
    expect((await api.post(pools, { name: 'moved', servers: [{ serverId: server, port: databasePort }] })).status).toBe(201);
    // Postgres may listen on all addresses of this machine.
    expect(await api.patch(`/api/v1/servers/${server}`, { address: '127.9.9.9' })).toMatchObject(portForbidden);
  });

  it('is not checked, by a health check or once', async () => {
    const pools = `/api/v1/load-balancers/${instance}/vserver-groups`;
    const pool = (await api.post(pools, { name: 'checked', servers: members(80) })).body.id;
    const listeners = `/api/v1/load-balancers/${instance}/listeners`;
    const listener = (port: number | null) => ({
      protocol: 'tcp',
      port: 8000,
      target: { kind: 'vserver-group', id: pool },
      healthCheck: valid.healthCheck({ port }),
    });
    expect(await api.post(listeners, listener(databasePort))).toMatchObject(portForbidden);
    const { status, body } = await api.post(listeners, listener(null));
    expect(status).toBe(201);
    const changes = { healthCheck: valid.healthCheck({ port: databasePort }) };
    expect(await api.patch(`/api/v1/listeners/${body.id}`, changes)).toMatchObject(portForbidden);
    const probe = (port: number, settings: object) => ({ regionId: 'north', settings, targets: [{ serverId: onThisMachine, port }] });
    expect(await api.post('/api/v1/probes', probe(databasePort, valid.healthCheck()))).toMatchObject(portForbidden);
    expect(await api.post('/api/v1/probes', probe(80, valid.healthCheck({ port: databasePort })))).toMatchObject(portForbidden);
    expect((await api.post('/api/v1/probes', probe(80, valid.healthCheck()))).status).toBe(200);
  });

  it('is no default server, whichever of server and listener comes first', async () => {
    const put = (loadBalancerId: string, servers: object[]) => api.put(`/api/v1/load-balancers/${loadBalancerId}/default-servers`, servers);
    const listen = (loadBalancerId: string) =>
      api.post(`/api/v1/load-balancers/${loadBalancerId}/listeners`, {
        protocol: 'tcp',
        port: 9000,
        target: { kind: 'default', backendPort: databasePort },
        healthCheck: valid.healthCheck(),
      });
    const one = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'one' })).body.id;
    expect((await put(one, [{ serverId: onThisMachine, weight: 100 }])).status).toBe(200);
    expect(await listen(one)).toMatchObject(portForbidden);
    const two = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'two' })).body.id;
    expect((await put(two, [{ serverId: 'srv-one', weight: 100 }])).status).toBe(200);
    expect((await listen(two)).status).toBe(201);
    expect(await put(two, [{ serverId: onThisMachine, weight: 100 }])).toMatchObject(portForbidden);
  });

  it('is known by the address of DATABASE_URL too, which need not be its own', async () => {
    const server = (await register('north', '10.0.0.60')).body.id;
    const pool = { name: 'through', servers: [{ serverId: server, port: 6432 }] };
    // As if the pooler at this address led to it.
    process.env.DATABASE_URL = 'postgres://openslb@10.0.0.60:6432/openslb';
    expect(databaseEndpoints()).toBe('10.0.0.60 6432');
    const { createVServerGroup } = await import('./vserver-group/create.ts');
    const asked = createVServerGroup(plane.context, { loadBalancerId: instance, group: pool });
    await expect(asked).rejects.toMatchObject({ code: 'ServerPortForbidden' });
    process.env.DATABASE_URL = plane.url;
    await expect(createVServerGroup(plane.context, { loadBalancerId: instance, group: pool })).resolves.toMatchObject({ name: 'through' });
  });
});

it('a name in DATABASE_URL is looked up beside the requests', async () => {
  const url = 'postgres://openslb@localhost/openslb';
  await expect.poll(() => databaseEndpoints(url)).toMatch(/(127\.0\.0\.1|::1) 5432/);
  expect(databaseEndpoints('postgres://openslb@[::1]:5433/openslb')).toBe('::1 5433');
  expect(databaseEndpoints('no url')).toBe('');
});
