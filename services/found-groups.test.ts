import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createActiveStandbyGroup } from './active-standby-group/create.ts';
import { listActiveStandbyGroups } from './active-standby-group/list.ts';
import { createLoadBalancer } from './load-balancer/create.ts';
import { createVServerGroup } from './vserver-group/create.ts';
import { listVServerGroups } from './vserver-group/list.ts';

let plane: ControlPlane;
let loadBalancerId: string;
let pairId: string;

beforeAll(async () => {
  plane = await startControlPlane();
  const { context } = plane;
  ({ id: loadBalancerId } = await createLoadBalancer(context, { regionId: 'north' }));
  const other = await createLoadBalancer(context, { regionId: 'north' });
  for (const name of ['Shop_web', 'shopXweb', 'mail']) {
    const { id } = await createActiveStandbyGroup(context, { loadBalancerId, group: valid.group({ name }) });
    pairId = id;
    await createVServerGroup(context, { loadBalancerId, group: valid.vserverGroup({ name }) });
  }
  await createActiveStandbyGroup(context, { loadBalancerId: other.id, group: valid.group({ name: 'shop_web' }) });
});
afterAll(() => plane.close());

const pairs = async (search: string) =>
  (await listActiveStandbyGroups(plane.context, { loadBalancerId, query: { search } })).items.map((group) => group.name);
const pools = async (search: string) =>
  (await listVServerGroups(plane.context, { loadBalancerId, query: { search } })).items.map((group) => group.name);

it('groups of one instance are found by part of the name, whatever its case, and nothing in it is a wildcard', async () => {
  expect(await pairs('SHOP')).toEqual(['shopXweb', 'Shop_web']);
  expect(await pairs('p_w')).toEqual(['Shop_web']);
  expect(await pools('p_w')).toEqual(['Shop_web']);
  expect(await pools('%')).toEqual([]);
  expect(await pairs('')).toHaveLength(3);
});

it('and by part of the id, with a count of what was found', async () => {
  const page = await listActiveStandbyGroups(plane.context, { loadBalancerId, query: { search: pairId.slice(4), pageSize: '1' } });
  expect(page).toMatchObject({ totalCount: 1, items: [{ name: 'mail' }] });
});
