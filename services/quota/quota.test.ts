import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENTRIES_PER_LISTENER_MAX } from '#domain/limits.ts';
import { QUOTAS, type QuotaName } from '#domain/quota.ts';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { createAccessControlList } from '../access-control-list/create.ts';
import { toDomainError } from '../database-error.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { listQuotas } from './list.ts';
import { listQuotaRequests } from './list-requests.ts';
import { createQuotaRequest } from './request.ts';

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
  await run(
    `INSERT INTO address_pool (region_id, cidr) VALUES ('north', '127.1.0.0/16')`,
    `INSERT INTO server (id, region_id, name, address) SELECT 'srv-' || i, 'north', 's' || i, '10.9.0.0'::inet + i FROM generate_series(1, 1001) i`,
    `INSERT INTO load_balancer (id, region_id, name, address) SELECT 'lb-' || i, 'north', 'n' || i, '127.1.0.0'::inet + i FROM generate_series(1, 60) i`,
    `INSERT INTO access_control_list (id, region_id, name, ip_version) SELECT 'acl-' || i, 'north', 'l' || i, 'ipv4' FROM generate_series(1, 50) i`,
  );
});
afterAll(() => plane.close());

function run(...statements: string[]): Promise<unknown> {
  return plane.prisma.$transaction(async (tx) => {
    for (const statement of statements) {
      await tx.$executeRawUnsafe(statement);
    }
  });
}
const refusal = (...statements: string[]) => run(...statements).then(() => null, toDomainError);
const ask = (name: QuotaName, value: number, changes: object = {}) =>
  createQuotaRequest(plane.context, { regionId: 'north', name, value, reason: 'growth', ...changes });
const quota = async (name: QuotaName, regionId = 'north') =>
  (await listQuotas(plane.context, { regionId })).find((one) => one.name === name);

const listeners = (from: number, to: number) => [
  `INSERT INTO listener (id, load_balancer_id, protocol, port, name, backend_port)
    SELECT 'lsn-' || i, 'lb-1', 'tcp', i, 'n', 80 FROM generate_series(${from}, ${to}) i`,
  `INSERT INTO health_check (listener_id, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold)
    SELECT 'lsn-' || i, 'tcp', 5, 2, 3, 3 FROM generate_series(${from}, ${to}) i`,
];
const servers = (from: number, to: number) =>
  `INSERT INTO default_server (load_balancer_id, region_id, server_id) SELECT 'lb-1', 'north', 'srv-' || i FROM generate_series(${from}, ${to}) i`;
const uses = (from: number, to: number) =>
  `INSERT INTO default_server (load_balancer_id, region_id, server_id) SELECT 'lb-' || i, 'north', 'srv-1001' FROM generate_series(${from}, ${to}) i`;
const instances = (from: number, to: number) =>
  `INSERT INTO load_balancer (id, region_id, name, address) SELECT 'lb-' || i, 'north', 'n' || i, '127.1.0.0'::inet + i FROM generate_series(${from}, ${to}) i`;
const lists = (from: number, to: number) =>
  `INSERT INTO access_control_list (id, region_id, name, ip_version) SELECT 'acl-' || i, 'north', 'l' || i, 'ipv4' FROM generate_series(${from}, ${to}) i`;
const entries = (from: number, to: number, list = 'acl-1') =>
  `INSERT INTO access_control_entry (access_control_list_id, cidr) SELECT '${list}', '10.0.0.0'::inet + i FROM generate_series(${from}, ${to}) i`;
const select = (from: number, to: number, list = 'acl-2') => [
  `UPDATE listener SET access_control_mode = 'whitelist' WHERE id IN (SELECT 'lsn-' || i FROM generate_series(${from}, ${to}) i)`,
  `INSERT INTO listener_access_control_list SELECT 'lsn-' || i, '${list}' FROM generate_series(${from}, ${to}) i`,
];

it('the database has the defaults and hard bounds of the domain', async () => {
  for (const [name, { default: value, max }] of Object.entries(QUOTAS)) {
    const rows = await plane.prisma.$queryRaw`
      SELECT openslb_quota('north', ${name}) AS value, openslb_quota_default(${name}) AS "default", openslb_quota_max(${name}) AS max`;
    expect(rows).toEqual([{ value, default: value, max }]);
  }
});

describe('an application', () => {
  it('is approved and in force at once, for its region only, and stands in the history', async () => {
    const request = await ask('acls-per-region', 55, { email: 'ada@example.test' });
    expect(request).toMatchObject({ from: 50, to: 55, result: 'approved', rejectedAbove: null, by: 'Tester', email: 'ada@example.test' });
    expect(await quota('acls-per-region')).toMatchObject({ value: 55, defaultValue: 50, max: 500, used: 50 });
    expect(await quota('acls-per-region', 'south')).toMatchObject({ value: 50, used: 0 });
    expect(await ask('acls-per-region', 56)).toMatchObject({ from: 55, to: 56 });
    const history = await listQuotaRequests(plane.context, { regionId: 'north', name: 'acls-per-region' });
    expect(history).toMatchObject({ totalCount: 2, items: [{ to: 56 }, request] });
    await createAccessControlList(plane.context, { regionId: 'north', name: 'fifty-first' });
  });

  it('above the hard bound is rejected, which says where that is, and changes nothing', async () => {
    expect(await ask('listeners-per-slb', 101)).toMatchObject({ result: 'rejected', rejectedAbove: 100, from: 50 });
    expect(await quota('listeners-per-slb')).toMatchObject({ value: 50 });
  });

  it('for no more than there is, or without a reason, is refused', async () => {
    await expect(ask('listeners-per-slb', 50)).rejects.toMatchObject({ code: 'InvalidParameter', issues: [{ path: 'value' }] });
    await expect(ask('listeners-per-slb', 51.5)).rejects.toMatchObject({ issues: [{ path: 'value' }] });
    await expect(ask('listeners-per-slb', 51, { reason: ' ' })).rejects.toMatchObject({ issues: [{ path: 'reason' }] });
    await expect(ask('listeners-per-slb', 51, { email: 'no' })).rejects.toMatchObject({ issues: [{ path: 'email' }] });
    await expect(ask('listeners-per-slb', 51, { regionId: 'none' })).rejects.toMatchObject({ code: 'InvalidRegionId.NotFound' });
  });
});

describe('any writer is refused beyond the value that holds, in words that name it, and may go on once it is raised', () => {
  it.each<[QuotaName, number, string, RegExp, string[], string[]]>([
    ['slbs-per-user', 62, 'OverQuota', /can have 60 instances/, [instances(61, 61)], [instances(61, 62)]],
    ['listeners-per-slb', 70, 'ListenerNumberOverLimit', /can have 50 listeners/, listeners(1, 51), listeners(1, 70)],
    ['backendservers-per-slb', 300, 'InstanceBackendServerNumberOverLimit', /can have 200 servers/, [servers(1, 201)], [servers(1, 300)]],
    ['slbs-per-backendserver', 55, 'OverQuota', /can be used by 50 load balancers/, [uses(2, 52)], [uses(2, 56)]],
    ['entries-per-acl', 400, 'AclEntryNumberOverLimit', /can have 300 entries/, [entries(1, 301)], [entries(1, 400)]],
    ['listeners-per-acl', 60, 'AclListenerNumberOverLimit', /can serve 50 listeners/, select(1, 51), select(1, 60)],
    ['acls-per-region', 60, 'AclNumberOverLimit', /can have 56 access control lists/, [lists(60, 65)], [lists(60, 68)]],
  ])('%s', async (name, value, code, message, beyond, within) => {
    const error = await refusal(...beyond);
    expect(error).toMatchObject({ code });
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain(name);
    await ask(name, value);
    await run(...within);
    expect(await quota(name)).toMatchObject({ value, used: value });
  });

  it('the entries that a listener has in all its lists stay limited, however long a list may be', async () => {
    await ask('entries-per-acl', ENTRIES_PER_LISTENER_MAX);
    await run(entries(1, 600, 'acl-3'), entries(1, 400, 'acl-4'), entries(1, 1, 'acl-5'), ...select(61, 61, 'acl-3'));
    await run(`INSERT INTO listener_access_control_list VALUES ('lsn-61', 'acl-4')`);
    expect(await refusal(`INSERT INTO listener_access_control_list VALUES ('lsn-61', 'acl-5')`)).toMatchObject({
      code: 'AclEntryNumberOverLimit',
    });
    expect(await refusal(entries(401, 401, 'acl-4'))).toMatchObject({ code: 'AclEntryNumberOverLimit' });
  });
});

it('says which resource has the most of what is counted per resource', async () => {
  expect(await quota('listeners-per-slb')).toMatchObject({ usedBy: { kind: 'load-balancer', id: 'lb-1', name: 'n1' } });
  expect(await quota('slbs-per-backendserver')).toMatchObject({ usedBy: { kind: 'server', id: 'srv-1001' } });
  expect(await quota('entries-per-acl')).toMatchObject({ usedBy: { kind: 'access-control-list', id: 'acl-3' } });
});

it('two who create an instance at once cannot both take the last place', async () => {
  await run(`DELETE FROM load_balancer WHERE region_id = 'south'`, `INSERT INTO quota VALUES ('south', 'slbs-per-user', 1)`);
  const results = await Promise.allSettled([1, 2, 3].map(() => createLoadBalancer(plane.context, { regionId: 'south' })));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'OverQuota' } });
});
