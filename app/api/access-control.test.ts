import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiClient } from '#test/api.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { forgetAudit } from '#test/forget-audit.ts';

/** Access control lists as their users meet them: what they can do, what is refused, and that a refusal writes nothing. */
let plane: ControlPlane;
let api: ApiClient;
let loadBalancerId: string;
let groupId: string;

const LISTS = '/api/v1/access-control-lists';

beforeAll(async () => {
  plane = await startControlPlane();
  api = await plane.signIn();
  await plane.prisma.addressPool.create({ data: { regionId: 'north', cidr: '2001:db8:1::/64' } });
});
afterAll(() => plane.close());

beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  await plane.prisma.accessControlList.deleteMany();
  loadBalancerId = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'web' })).body.id;
  groupId = (await api.post(`/api/v1/load-balancers/${loadBalancerId}/active-standby-groups`, valid.group())).body.id;
});

async function createList(changes: object = {}): Promise<string> {
  const answer = await api.post(LISTS, {
    regionId: 'north',
    name: 'office',
    entries: [{ cidr: '10.0.0.0/8', comment: 'all of us' }],
    ...changes,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

const createListener = (changes: object = {}) =>
  api.post(`/api/v1/load-balancers/${loadBalancerId}/listeners`, valid.listener(groupId, changes));

async function listenerWith(accessControl: object | null): Promise<string> {
  const answer = await createListener({ accessControl });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body.id;
}

/** Everything that a write could have left behind. */
async function everything() {
  const { prisma } = plane;
  return {
    revisions: await prisma.region.findMany({ select: { id: true, revision: true }, orderBy: { id: 'asc' } }),
    lists: await prisma.accessControlList.findMany({ include: { entries: true }, orderBy: { id: 'asc' } }),
    listeners: await prisma.listener.findMany({ include: { accessLists: true }, orderBy: { id: 'asc' } }),
    audit: await prisma.auditEntry.count(),
  };
}

async function expectRefused(act: () => Promise<ApiAnswer>, status: number, code: string, path?: string): Promise<ApiAnswer> {
  const before = await everything();
  const answer = await act();
  expect({ status: answer.status, code: answer.body.code }, JSON.stringify(answer.body)).toEqual({ status, code });
  if (path !== undefined) {
    expect(answer.body.issues).toEqual(expect.arrayContaining([expect.objectContaining({ path, code })]));
  }
  expect(await everything()).toEqual(before);
  return answer;
}

describe('a list', () => {
  it('has its entries in order, each in one spelling and once', async () => {
    const id = await createList({
      entries: [{ cidr: '10.0.0.7', comment: 'first' }, { cidr: '10.0.0.7/32', comment: 'again' }, { cidr: '9.0.0.0/8' }],
    });
    const { body } = await api.post(`${LISTS}/${id}/entries`, {
      entries: [{ cidr: '10.0.0.7', comment: 'changed' }, { cidr: '9.1.0.0/16' }],
    });
    expect(body.entries).toEqual([
      { cidr: '9.0.0.0/8', comment: '' },
      { cidr: '9.1.0.0/16', comment: '' },
      { cidr: '10.0.0.7/32', comment: 'first' },
    ]);
    expect(body.entryCount).toBe(3);
    const after = await api.post(`${LISTS}/${id}/entries/remove`, { cidrs: ['10.0.0.7', '9.0.0.0/8', '11.0.0.0/8'] });
    expect(after.body.entries).toEqual([{ cidr: '9.1.0.0/16', comment: '' }]);
    expect((await api.get(`${LISTS}/${id}`)).body).toEqual(after.body);
  });

  it('of IPv6 knows one network in all its spellings', async () => {
    const id = await createList({ ipVersion: 'ipv6', entries: [{ cidr: '2001:DB8:0::/32' }, { cidr: '2001:db8::1' }, { cidr: '::/0' }] });
    await api.post(`${LISTS}/${id}/entries`, { entries: [{ cidr: '2001:0db8:0000:0000::0001/128' }] });
    expect((await api.get(`${LISTS}/${id}`)).body.entries.map(({ cidr }: { cidr: string }) => cidr)).toEqual([
      '::/0',
      '2001:db8::/32',
      '2001:db8::1/128',
    ]);
  });

  it('is found by name, id, entry and comment, in its region only', async () => {
    const office = await createList();
    const six = await createList({ name: 'v6', ipVersion: 'ipv6', entries: [] });
    await createList({ regionId: 'south' });
    const found = async (query: string) =>
      (await api.get(`${LISTS}?regionId=north${query}`)).body.items.map(({ id }: { id: string }) => id);
    expect(await found('')).toEqual([six, office]);
    expect(await found('&pageSize=1&pageNumber=2')).toEqual([office]);
    expect(await found('&ipVersion=ipv6')).toEqual([six]);
    expect(await found('&search=OFF')).toEqual([office]);
    expect(await found('&search=10.0.0.0/8')).toEqual([office]);
    expect(await found('&search=all of')).toEqual([office]);
    expect(await found(`&search=${six}`)).toEqual([six]);
    expect(await found('&search=%25')).toEqual([]);
  });

  it('takes 300 entries, in calls of 50, and not one more', async () => {
    const id = await createList({ entries: [] });
    const batch = (from: number) => ({ entries: Array.from({ length: 50 }, (_, n) => ({ cidr: `10.${from}.${n}.0/24` })) });
    for (const from of [1, 2, 3, 4, 5]) {
      expect((await api.post(`${LISTS}/${id}/entries`, batch(from))).status).toBe(200);
    }
    const both = await Promise.all([6, 7].map((from) => api.post(`${LISTS}/${id}/entries`, batch(from))));
    expect(both.map(({ status, body }) => body.code ?? status).sort()).toEqual([200, 'AclEntryNumberOverLimit']);
    expect((await api.get(`${LISTS}/${id}`)).body.entryCount).toBe(300);
    await expectRefused(
      () => api.post(`${LISTS}/${id}/entries`, { entries: [{ cidr: '10.0.0.1' }] }),
      400,
      'AclEntryNumberOverLimit',
      'entries',
    );
    expect((await api.post(`${LISTS}/${id}/entries`, batch(1))).status).toBe(200);
  });

  it.each([
    ['an unknown region', { regionId: 'west' }, 404, 'InvalidRegionId.NotFound', 'regionId'],
    ['the name of another', { name: 'office' }, 409, 'AclNameExists', 'name'],
    ['a name with a space', { name: 'a b' }, 400, 'InvalidParameter', 'name'],
    ['an unknown IP version', { ipVersion: 'ipv5' }, 400, 'InvalidParameter', 'ipVersion'],
    ['host bits', { entries: [{ cidr: '10.0.0.1/8' }] }, 400, 'InvalidParameter', 'entries.0.cidr'],
    ['an entry of the other IP version', { entries: [{ cidr: '::1' }] }, 400, 'AclIpVersionMismatch', 'entries.0.cidr'],
    ['a misspelt field', { entries: [{ cidr: '10.0.0.1', coment: 'x' }] }, 400, 'InvalidParameter', 'entries.0.coment'],
    ['51 entries', { entries: Array.from({ length: 51 }, (_, n) => ({ cidr: `10.0.0.${n}` })) }, 400, 'InvalidParameter', 'entries'],
  ])('with %s is refused', async (_, changes, status, code, path) => {
    await createList();
    await expectRefused(() => api.post(LISTS, { regionId: 'north', name: 'new', ...changes }), status, code, path);
  });

  it('that is not there answers 404 to everything', async () => {
    for (const act of [
      () => api.get(`${LISTS}/acl-none`),
      () => api.patch(`${LISTS}/acl-none`, { name: 'x' }),
      () => api.delete(`${LISTS}/acl-none`),
      () => api.post(`${LISTS}/acl-none/entries`, { entries: [{ cidr: '10.0.0.1' }] }),
      () => api.post(`${LISTS}/acl-none/entries/remove`, { cidrs: ['10.0.0.1'] }),
    ]) {
      await expectRefused(act, 404, 'AclNotExist');
    }
  });

  it('the 51st of a region is refused', async () => {
    await plane.prisma.accessControlList.createMany({
      data: Array.from({ length: 50 }, (_, n) => ({ regionId: 'north', name: `n${n}`, ipVersion: 'ipv4' as const })),
    });
    await expectRefused(() => api.post(LISTS, { regionId: 'north', name: 'n51' }), 400, 'AclNumberOverLimit');
  });

  it('in use is not deleted, and says by which listeners', async () => {
    const id = await createList();
    const listenerId = await listenerWith({ mode: 'blacklist', listIds: [id] });
    const { body } = await expectRefused(() => api.delete(`${LISTS}/${id}`), 409, 'AclInUse');
    expect(body.usedBy).toEqual({
      listeners: [{ id: listenerId, loadBalancerId, loadBalancerName: 'web', protocol: 'tcp', port: 80, name: 'tcp_80' }],
    });
    await api.delete(`/api/v1/listeners/${listenerId}`);
    expect((await api.delete(`${LISTS}/${id}`)).status).toBe(204);
  });

  it('a create sent twice with one key happens once', async () => {
    const send = () => api.post(LISTS, { regionId: 'north', name: 'once' }, { 'idempotency-key': 'list-once' });
    const answers = await Promise.all([send(), send()]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(await plane.prisma.accessControlList.count({ where: { name: 'once' } })).toBe(1);
  });
});

describe('access control of a listener', () => {
  it('is set, changed and switched off, with one audit entry each', async () => {
    const [a, b, c] = [await createList({ name: 'a' }), await createList({ name: 'b', entries: [] }), await createList({ name: 'c' })];
    const id = await listenerWith({ mode: 'whitelist', listIds: [b, a] });
    const path = `/api/v1/listeners/${id}`;
    expect((await api.get(path)).body.accessControl).toEqual({
      mode: 'whitelist',
      listIds: [a, b],
      lists: [
        { id: a, name: 'a', entryCount: 1 },
        { id: b, name: 'b', entryCount: 0 },
      ],
      isEmpty: false,
    });
    await forgetAudit(plane.prisma);
    expect((await api.patch(path, { accessControl: { mode: 'blacklist', listIds: [a, c] } })).body.accessControl).toMatchObject({
      mode: 'blacklist',
      listIds: [a, c],
    });
    expect((await api.patch(path, { name: 'other' })).body.accessControl).toMatchObject({ mode: 'blacklist', listIds: [a, c] });
    expect((await api.patch(path, { accessControl: null })).body.accessControl).toBeNull();
    const selected = (...ids: string[]) => ids.sort().map((accessControlListId) => ({ accessControlListId }));
    expect(await plane.prisma.auditEntry.findMany({ orderBy: { at: 'asc' } })).toMatchObject([
      {
        before: { accessControlMode: 'whitelist', accessLists: selected(a, b) },
        after: { accessControlMode: 'blacklist', accessLists: selected(a, c) },
      },
      { before: { name: 'tcp_80' }, after: { name: 'other' } },
      { before: { accessLists: selected(a, c) }, after: { accessControlMode: null, accessLists: [] } },
    ]);
  });

  it('written as it was raises no revision', async () => {
    const id = await createList();
    const listenerId = await listenerWith({ mode: 'whitelist', listIds: [id] });
    const before = await everything();
    expect((await api.patch(`/api/v1/listeners/${listenerId}`, { accessControl: { mode: 'whitelist', listIds: [id] } })).status).toBe(200);
    const after = await everything();
    expect([after.revisions, after.audit]).toEqual([before.revisions, before.audit]);
  });

  it('says when its lists have run empty and everybody passes', async () => {
    const [full, empty] = [await createList({ name: 'full' }), await createList({ name: 'empty', entries: [] })];
    const id = await listenerWith({ mode: 'whitelist', listIds: [full, empty] });
    expect((await api.get(`${LISTS}/${empty}`)).body.listeners).toMatchObject([{ id, mode: 'whitelist', isEmpty: false }]);
    const { body } = await api.post(`${LISTS}/${full}/entries/remove`, { cidrs: ['10.0.0.0/8'] });
    expect(body).toMatchObject({ entryCount: 0, entries: [], listeners: [{ id, mode: 'whitelist', isEmpty: true }] });
    expect((await api.get(`/api/v1/listeners/${id}`)).body.accessControl.isEmpty).toBe(true);
  });

  it.each([
    ['an unknown list', () => ['acl-none'], 400, 'InvalidParameter.AccessControlList', 'accessControl.listIds.0'],
    [
      'a list of another region',
      async () => [await createList(), await createList({ regionId: 'south' })],
      400,
      'InvalidParameter.AccessControlList',
      'accessControl.listIds.1',
    ],
    [
      'a list of IPv6',
      async () => [await createList({ ipVersion: 'ipv6', entries: [] })],
      400,
      'AclIpVersionMismatch',
      'accessControl.listIds.0',
    ],
    ['no list', () => [], 400, 'InvalidParameter', 'accessControl.listIds'],
    ['four lists', () => ['a', 'b', 'c', 'd'], 400, 'ListenerAclNumberOverLimit', 'accessControl.listIds'],
  ])('with %s is refused', async (_, lists, status, code, path) => {
    const accessControl = { mode: 'whitelist', listIds: await lists() };
    await expectRefused(() => createListener({ accessControl }), status, code, path);
    const listenerId = await listenerWith(null);
    await expectRefused(() => api.patch(`/api/v1/listeners/${listenerId}`, { accessControl }), status, code, path);
  });

  it('without a mode is refused', async () => {
    const accessControl = { listIds: [await createList()] };
    await expectRefused(() => createListener({ accessControl }), 400, 'InvalidParameter', 'accessControl.mode');
  });

  it('of an IPv6 instance takes lists of IPv6', async () => {
    const instance = (await api.post('/api/v1/load-balancers', { regionId: 'north', name: 'six', address: '2001:db8:1::7' })).body.id;
    const group = (await api.post(`/api/v1/load-balancers/${instance}/active-standby-groups`, valid.group())).body.id;
    const create = (listId: string) =>
      api.post(
        `/api/v1/load-balancers/${instance}/listeners`,
        valid.listener(group, { accessControl: { mode: 'blacklist', listIds: [listId] } }),
      );
    const four = await createList();
    await expectRefused(() => create(four), 400, 'AclIpVersionMismatch', 'accessControl.listIds.0');
    expect((await create(await createList({ name: 'six', ipVersion: 'ipv6', entries: [] }))).status).toBe(201);
  });

  it('goes with the listener and with the instance, and frees the list', async () => {
    const id = await createList();
    await listenerWith({ mode: 'whitelist', listIds: [id] });
    expect((await api.delete(`/api/v1/load-balancers/${loadBalancerId}`)).status).toBe(204);
    const entry = await plane.prisma.auditEntry.findFirst({ where: { action: 'load-balancer:released' }, orderBy: { at: 'desc' } });
    expect(entry?.before).toMatchObject({ listeners: [{ accessLists: [{ accessControlListId: id }] }] });
    expect((await api.get(`${LISTS}/${id}`)).body.listeners).toEqual([]);
  });
});
