import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { replaceDefaultServers } from '../default-server-group/replace.ts';
import { createVServerGroup } from '../vserver-group/create.ts';
import { createLoadBalancer } from './create.ts';
import { listLoadBalancers } from './list.ts';
import { stopLoadBalancer } from './stop.ts';

let plane: ControlPlane;
const id: Record<string, string> = {};

beforeAll(async () => {
  plane = await startControlPlane();
  await plane.prisma.addressPool.create({ data: { regionId: 'north', cidr: 'fd00:10::/120' } });
  const wanted = {
    web: { primaryZoneId: 'north-a', backupZoneId: 'north-b', address: '127.0.10.4' },
    mail: { addressType: 'internet', primaryZoneId: 'north-b' },
    six: { ipVersion: 'ipv6' },
    bare: {},
  };
  for (const [name, changes] of Object.entries(wanted)) {
    id[name] = (await createLoadBalancer(plane.context, { regionId: 'north', name, ...changes })).id;
  }
  await createActiveStandbyGroup(plane.context, { loadBalancerId: id.web ?? '', group: valid.group() });
  const servers = [{ serverId: 'srv-two', port: 80, weight: 100 }];
  await createVServerGroup(plane.context, { loadBalancerId: id.mail ?? '', group: { name: 'pool', servers } });
  await replaceDefaultServers(plane.context, { loadBalancerId: id.six ?? '', servers: [{ serverId: 'srv-one', weight: 100 }] });
  await stopLoadBalancer(plane.context, { id: id.mail ?? '' });
});
afterAll(() => plane.close());

const names = async (query: object) =>
  (await listLoadBalancers(plane.context, { regionId: 'north', ...query })).items.map(({ name }) => name);

describe('the list is filtered', () => {
  it.each<[string, () => object, string[]]>([
    ['by ids', () => ({ ids: `${id.web}, ${id.six},lb-none` }), ['six', 'web']],
    ['by whole names', () => ({ names: 'web,bare,we' }), ['bare', 'web']],
    ['by service address', () => ({ address: '127.0.10.4' }), ['web']],
    ['by an IPv6 address in another spelling', () => ({ address: 'fd00:10:0::1' }), ['six']],
    ['by status', () => ({ status: 'inactive' }), ['mail']],
    ['by address type', () => ({ addressType: 'internet' }), ['mail']],
    ['by IP version', () => ({ ipVersion: 'ipv6' }), ['six']],
    ['by primary zone', () => ({ primaryZoneId: 'north-b' }), ['mail']],
    ['by backup zone', () => ({ backupZoneId: 'north-b' }), ['web']],
    ['by a server of any kind of group', () => ({ serverId: 'srv-one' }), ['six', 'web']],
    ['by one of several server addresses', () => ({ serverAddresses: '10.0.0.2, 10.9.9.9' }), ['mail', 'web']],
    ['by all that is given', () => ({ serverId: 'srv-two', status: 'active' }), ['web']],
  ])('%s', async (_, query, expected) => {
    expect(await names(query())).toEqual(expected);
  });

  it('and counts what fits, also beyond the last page', async () => {
    const page = await listLoadBalancers(plane.context, { regionId: 'north', serverId: 'srv-two', pageSize: '1', pageNumber: '9' });
    expect(page).toMatchObject({ totalCount: 2, items: [] });
  });

  it.each([
    ['more than ten ids', { ids: Array.from({ length: 11 }, (_, n) => `lb-${n}`).join(',') }, 'ids'],
    ['an address that is none', { address: '10.0.0' }, 'address'],
    ['a server address that is none', { serverAddresses: '10.0.0.1,web' }, 'serverAddresses.1'],
    ['an unknown status', { status: 'running' }, 'status'],
  ])('refuses %s', async (_, query, path) => {
    await expect(names(query)).rejects.toMatchObject({ code: 'InvalidParameter', issues: [{ path }] });
  });
});
