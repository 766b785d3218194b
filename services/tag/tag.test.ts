import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createAccessControlList } from '../access-control-list/create.ts';
import { deleteAccessControlList } from '../access-control-list/delete.ts';
import { listAccessControlLists } from '../access-control-list/list.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { listActiveStandbyGroups } from '../active-standby-group/list.ts';
import { createListener } from '../listener/create.ts';
import { listListeners } from '../listener/list.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { deleteLoadBalancer } from '../load-balancer/delete.ts';
import { listLoadBalancers } from '../load-balancer/list.ts';
import { createVServerGroup } from '../vserver-group/create.ts';
import { listVServerGroups } from '../vserver-group/list.ts';
import { listTags } from './list.ts';
import { removeTags } from './remove.ts';
import type { TaggedResource } from './resource.ts';
import { setTags } from './set.ts';

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  await plane.prisma.accessControlList.deleteMany();
});

const create = async (changes: object = {}) => (await createLoadBalancer(plane.context, { regionId: 'north', ...changes })).id;
const set = (resource: TaggedResource, ...tags: object[]) => setTags(plane.context, { ...resource, tags: { tags } });
const tag = (key: string, value: string) => ({ key, value });
const instance = (id: string) => ({ resourceType: 'instance', id }) as const;
const names = async (...filters: string[]) =>
  (await listLoadBalancers(plane.context, { regionId: 'north', tag: filters })).items.map(({ name }) => name).sort();
const saved = async (query: object = {}) => (await listTags(plane.context, { regionId: 'north', ...query })).items;

/** One of each kind that can have tags. */
async function everyKind(): Promise<TaggedResource[]> {
  const loadBalancerId = await create();
  const pair = await createActiveStandbyGroup(plane.context, { loadBalancerId, group: valid.group() });
  const pool = await createVServerGroup(plane.context, { loadBalancerId, group: valid.vserverGroup() });
  const listener = await createListener(plane.context, { loadBalancerId, listener: valid.listener(pair.id) });
  const list = await createAccessControlList(plane.context, { regionId: 'north', name: 'office' });
  return [
    { resourceType: 'instance', id: loadBalancerId },
    { resourceType: 'listener', id: listener.id },
    { resourceType: 'vservergroup', id: pool.id },
    { resourceType: 'masterslaveservergroup', id: pair.id },
    { resourceType: 'acl', id: list.id },
  ];
}

describe('tags of a resource', () => {
  it('are set as a whole, overwritten by key, and removed by key or all', async () => {
    const one = instance(await create());
    expect(await set(one, tag('env', 'prod'), tag('team', 'web'))).toEqual([tag('env', 'prod'), tag('team', 'web')]);
    expect(await set(one, tag('env', 'test'), tag('team', 'web'), tag('cost', ''))).toEqual([
      tag('cost', ''),
      tag('env', 'test'),
      tag('team', 'web'),
    ]);
    await removeTags(plane.context, { ...one, query: { key: 'team' } });
    expect(await saved()).toMatchObject([tag('cost', ''), tag('env', 'test')]);
    await removeTags(plane.context, { ...one, query: {} });
    expect(await saved()).toEqual([]);
  });

  it('at the limit all may be exchanged for others, and one more is refused', async () => {
    const one = instance(await create());
    const twenty = (letter: string) => Array.from({ length: 20 }, (_, index) => tag(`${letter}${index}`, ''));
    await set(one, ...twenty('a'));
    expect(await set(one, ...twenty('b'))).toHaveLength(20);
    await expect(set(one, ...twenty('a'), tag('more', ''))).rejects.toMatchObject({ code: 'TagCountLimit' });
  });

  it('two sessions at once cannot add two twentieth tags', async () => {
    const { id } = instance(await create());
    const add = (from: number, to: number) => plane.prisma.$executeRaw`
      INSERT INTO tag (resource_type, resource_id, key, value, region_id)
        SELECT 'instance', ${id}, 'k' || i, '', '' FROM generate_series(${from}::int, ${to}::int) i`;
    await add(1, 19);
    const results = await Promise.allSettled([20, 21, 22].map((index) => add(index, index)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('of every kind are in its view, are found by its list, raise no revision, and go when it goes', async () => {
    const resources = await everyKind();
    const [{ id: loadBalancerId } = { id: '' }] = resources;
    const revisions = () => plane.prisma.$queryRaw`
      SELECT id, revision FROM region UNION ALL SELECT id, revision FROM load_balancer UNION ALL SELECT id, revision FROM listener ORDER BY 1`;
    const before = await revisions();
    for (const resource of resources) {
      await set(resource, tag('kind', resource.resourceType));
    }
    expect(await revisions()).toEqual(before);
    const lists = {
      instance: (tag: string) => listLoadBalancers(plane.context, { regionId: 'north', tag }),
      acl: (tag: string) => listAccessControlLists(plane.context, { regionId: 'north', tag }),
      listener: (tag: string) => listListeners(plane.context, { loadBalancerId, query: { tag } }),
      vservergroup: (tag: string) => listVServerGroups(plane.context, { loadBalancerId, query: { tag } }),
      masterslaveservergroup: (tag: string) => listActiveStandbyGroups(plane.context, { loadBalancerId, query: { tag } }),
    };
    for (const { resourceType, id } of resources) {
      expect(await lists[resourceType](`kind:${resourceType}`)).toMatchObject({
        items: [{ id, tags: [tag('kind', resourceType)] }],
        totalCount: 1,
      });
      expect(await lists[resourceType]('kind:other')).toMatchObject({ items: [], totalCount: 0 });
    }
    await deleteLoadBalancer(plane.context, { id: loadBalancerId });
    expect(await saved()).toMatchObject([tag('kind', 'acl')]);
    await deleteAccessControlList(plane.context, { id: resources[4]?.id ?? '' });
    expect(await plane.prisma.tag.count()).toBe(0);
  });

  it('are not set on what is not there, or on a locked instance', async () => {
    await expect(set(instance('lb-none'), tag('a', ''))).rejects.toMatchObject({ code: 'InvalidLoadBalancerId.NotFound' });
    const id = await create();
    await plane.prisma.loadBalancer.update({ where: { id }, data: { status: 'locked' } });
    await expect(set(instance(id), tag('a', ''))).rejects.toMatchObject({ code: 'InstanceLocked' });
  });
});

describe('the tags of a region', () => {
  it('are listed once, with the number of resources, searched and paged, and not seen from other regions', async () => {
    const [first, second] = [await create(), await create()];
    await set(instance(first), tag('env', 'prod'), tag('Team', 'web'));
    await set(instance(second), tag('env', 'prod'), tag('env2', 'test'));
    await set(instance(await create({ regionId: 'south' })), tag('south', ''));
    expect(await saved()).toEqual([
      { ...tag('Team', 'web'), resourceCount: 1 },
      { ...tag('env', 'prod'), resourceCount: 2 },
      { ...tag('env2', 'test'), resourceCount: 1 },
    ]);
    expect(await saved({ search: 'TEAM' })).toMatchObject([tag('Team', 'web')]);
    expect(await saved({ search: 'test' })).toMatchObject([tag('env2', 'test')]);
    expect(await saved({ resourceType: 'acl' })).toEqual([]);
    const page = await listTags(plane.context, { regionId: 'north', pageSize: 1, pageNumber: 9 });
    expect(page).toMatchObject({ items: [], totalCount: 3 });
  });

  it('shrink the list of instances: several pairs must all be there, a key alone takes any value', async () => {
    await set(instance(await create({ name: 'a' })), tag('env', 'prod'), tag('team', 'web'));
    await set(instance(await create({ name: 'b' })), tag('env', 'prod'));
    await set(instance(await create({ name: 'c' })), tag('env', 'test'), tag('a:b', '100%'));
    await create({ name: 'd' });
    expect(await names()).toEqual(['a', 'b', 'c', 'd']);
    expect(await names('env:prod')).toEqual(['a', 'b']);
    expect(await names('env:prod', 'team:web')).toEqual(['a']);
    expect(await names('env')).toEqual(['a', 'b', 'c']);
    expect(await names('a%3Ab:100%25')).toEqual(['c']);
    expect(await names('env:')).toEqual([]);
    await expect(names(':x')).rejects.toMatchObject({ code: 'InvalidParameter' });
  });
});
