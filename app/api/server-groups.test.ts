import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';

/** Server groups, targets and options of listeners as the API answers them: statuses, codes, paths of issues. */
let plane: ControlPlane;
let api: ApiClient;
let path: string;

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  path = `/api/v1/load-balancers/${(await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'web' })).body.id}`;
});

const makePool = async (changes: object = {}): Promise<string> =>
  (await api.post(`${path}/vserver-groups`, valid.vserverGroup(changes))).body.id;
const listen = (target: object, changes: object = {}) => api.post(`${path}/listeners`, valid.listener('', { target, ...changes }));

function expectProblem({ status, body, headers }: ApiAnswer, expected: { status: number; code: string; path?: string }): void {
  expect({ status, code: body.code }, JSON.stringify(body)).toEqual({ status: expected.status, code: expected.code });
  expect(headers.get('content-type')).toBe('application/problem+json');
  if (expected.path !== undefined) {
    expect(body.issues.map((issue: { path: string }) => issue.path)).toContain(expected.path);
  }
}

describe('VServer groups', () => {
  it('are created once for one Idempotency-Key, read, changed and deleted', async () => {
    const key = { 'idempotency-key': 'once' };
    const first = await api.post(`${path}/vserver-groups`, valid.vserverGroup(), key);
    expect(first.status).toBe(201);
    expect((await api.post(`${path}/vserver-groups`, valid.vserverGroup(), key)).body).toEqual(first.body);
    expectProblem(await api.post(`${path}/vserver-groups`, valid.vserverGroup({ name: 'other' }), key), {
      status: 409,
      code: 'IdempotentParameterMismatch',
    });
    const url = `/api/v1/vserver-groups/${first.body.id}`;
    expect((await api.get(url)).body).toEqual(first.body);
    expect((await api.patch(url, { name: 'renamed' })).body).toMatchObject({ name: 'renamed', servers: first.body.servers });
    expect((await api.get(`${path}/vserver-groups`)).body).toMatchObject({ totalCount: 1, items: [{ name: 'renamed' }] });
    expect((await api.delete(url)).status).toBe(204);
    expectProblem(await api.get(url), { status: 404, code: 'InvalidVServerGroupId.NotFound' });
  });

  it.each([
    ['a server of another region', { servers: [{ serverId: 'srv-south', port: 80 }] }, 'NetworkConflict', 'servers.0.serverId'],
    ['a stopped server', { servers: [{ serverId: 'srv-off', port: 80 }] }, 'InvalidServerId.NotFound', 'servers.0.serverId'],
    ['a weight of 101', { servers: [{ serverId: 'srv-one', port: 80, weight: 101 }] }, 'InvalidWeight.Malformed', 'servers.0.weight'],
    ['port 0', { servers: [{ serverId: 'srv-one', port: 0 }] }, 'RealServerPortNotSupport', 'servers.0.port'],
    ['a role', { servers: [{ serverId: 'srv-one', port: 80, role: 'active' }] }, 'InvalidParameter', 'servers.0.role'],
    ['a name with a space', { name: 'a b' }, 'InvalidParameter', 'name'],
  ])('refuse %s', async (_, changes, code, issue) => {
    expectProblem(await api.post(`${path}/vserver-groups`, valid.vserverGroup(changes)), { status: 400, code, path: issue });
    const id = await makePool();
    expectProblem(await api.patch(`/api/v1/vserver-groups/${id}`, changes), { status: 400, code, path: issue });
  });

  it('in use cannot be deleted, empty cannot be attached', async () => {
    const id = await makePool();
    const listener = await listen({ kind: 'vserver-group', id });
    const answer = await api.delete(`/api/v1/vserver-groups/${id}`);
    expectProblem(answer, { status: 409, code: 'RspoolVipExist' });
    expect(answer.body.usedBy).toEqual({ listeners: [{ id: listener.body.id, protocol: 'tcp', port: 80, name: 'tcp_80' }] });
    const empty = await makePool({ servers: [] });
    const attach = await api.patch(`/api/v1/listeners/${listener.body.id}`, { target: { kind: 'vserver-group', id: empty } });
    expectProblem(attach, { status: 400, code: 'VServerGroupEmpty', path: 'target.id' });
  });

  it('take no operation on a locked instance', async () => {
    const id = await makePool();
    await plane.prisma.loadBalancer.updateMany({ data: { status: 'locked' } });
    const locked = { status: 409, code: 'InstanceLocked' };
    expectProblem(await api.post(`${path}/vserver-groups`, valid.vserverGroup()), locked);
    expectProblem(await api.patch(`/api/v1/vserver-groups/${id}`, { name: 'x' }), locked);
    expectProblem(await api.delete(`/api/v1/vserver-groups/${id}`), locked);
    expectProblem(await api.put(`${path}/default-servers`, []), locked);
  });
});

describe('the default server group', () => {
  it('is replaced by PUT and takes no other verb', async () => {
    expect((await api.get(`${path}/default-servers`)).body).toEqual([]);
    const put = await api.put(`${path}/default-servers`, [{ serverId: 'srv-one', weight: 0 }]);
    expect(put).toMatchObject({ status: 200, body: [{ serverId: 'srv-one', weight: 0 }] });
    expect((await api.get(`${path}/default-servers`)).body).toEqual(put.body);
    const post = await api.post(`${path}/default-servers`, []);
    expectProblem(post, { status: 405, code: 'MethodNotAllowed' });
    expect(post.headers.get('allow')).toBe('GET, PUT');
  });

  it.each([
    ['an object', {}, 'BackendServersMalformed', ''],
    ['a server twice', [{ serverId: 'srv-one' }, { serverId: 'srv-one' }], 'BackendServersMalformed', '1'],
    ['201 servers', Array.from({ length: 201 }, (_, index) => ({ serverId: `srv-${index}` })), 'TooManyBackendServers', ''],
    ['a server that is not there', [{ serverId: 'srv-none' }], 'InvalidServerId.NotFound', '0.serverId'],
  ])('refuses %s', async (_, body, code, issue) => {
    expectProblem(await api.put(`${path}/default-servers`, body), { status: 400, code, path: issue });
  });

  it('of an instance that is not there is not found', async () => {
    const nowhere = '/api/v1/load-balancers/lb-none/default-servers';
    expectProblem(await api.get(nowhere), { status: 404, code: 'InvalidLoadBalancerId.NotFound' });
    expectProblem(await api.put(nowhere, []), { status: 404, code: 'InvalidLoadBalancerId.NotFound' });
  });
});

describe('a listener', () => {
  it('of the default server group has all options and the health of its servers', async () => {
    await api.put(`${path}/default-servers`, [{ serverId: 'srv-one', weight: 1 }]);
    const options = {
      scheduler: 'rr',
      persistence: { timeoutSeconds: 3600 },
      connectionDraining: { timeoutSeconds: 900 },
      bandwidthMbps: 5120,
      proxyProtocol: true,
    };
    const { status, body } = await listen({ kind: 'default', backendPort: 8080 }, options);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...options,
      target: { kind: 'default', backendPort: 8080 },
      members: [{ serverId: 'srv-one', port: 8080, role: null, weight: 1, state: 'not-checked' }],
    });
    const [health] = (await api.get(`${path}/health`)).body;
    expect(health).toMatchObject({ id: body.id, members: body.members, serving: { role: null } });
    expect((await api.get(path)).body).toMatchObject({ serverCount: 1, groupCount: 0, listeners: [{ target: body.target }] });
  });

  it('does not change between hashes and other algorithms', async () => {
    const { body } = await listen({ kind: 'default', backendPort: 80 }, { scheduler: 'tch' });
    const answer = await api.patch(`/api/v1/listeners/${body.id}`, { scheduler: 'wrr' });
    expectProblem(answer, { status: 400, code: 'InvalidParameter.Scheduler', path: 'scheduler' });
  });

  it('reserves no more bandwidth than its instance has', async () => {
    expect((await api.patch(path, { bandwidthMbps: 10 })).body).toMatchObject({ name: 'web', bandwidthMbps: 10, specification: null });
    const refused = await listen({ kind: 'default', backendPort: 80 }, { bandwidthMbps: 11 });
    expectProblem(refused, { status: 400, code: 'BandwidthOverLimit', path: 'bandwidthMbps' });
    expect((await listen({ kind: 'default', backendPort: 80 }, { bandwidthMbps: 10 })).status).toBe(201);
    expectProblem(await api.patch(path, { bandwidthMbps: 9 }), { status: 400, code: 'BandwidthOverLimit', path: 'bandwidthMbps' });
  });
});

it('a specification that there is not is refused', async () => {
  const made = await api.post('/api/v1/load-balancers', { regionId: 'north', specification: 'slb.s9.huge' });
  expectProblem(made, { status: 400, code: 'InvalidParameter', path: 'specification' });
  expectProblem(await api.patch(path, { specification: 'large' }), { status: 400, code: 'InvalidParameter', path: 'specification' });
});
