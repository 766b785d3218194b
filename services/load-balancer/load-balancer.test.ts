import { PrismaPg } from '@prisma/adapter-pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Prisma, PrismaClient } from '#prisma/client.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { forgetAudit } from '#test/forget-audit.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { createListener } from '../listener/create.ts';
import { createLoadBalancer } from './create.ts';
import { deleteLoadBalancer } from './delete.ts';
import { getLoadBalancer } from './get.ts';
import { listLoadBalancers } from './list.ts';
import { startLoadBalancer } from './start.ts';
import { stopLoadBalancer } from './stop.ts';
import { updateLoadBalancer } from './update.ts';

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.loadBalancer.deleteMany();
  await forgetAudit(plane.prisma);
});

const create = (changes: object = {}) => createLoadBalancer(plane.context, { regionId: 'north', ...changes });
const audit = () => plane.prisma.auditEntry.findMany({ orderBy: { at: 'asc' } });

describe('creating an instance', () => {
  it('gives it a name, an address and the status active, and leaves an audit entry', async () => {
    const view = await create();
    expect(view).toMatchObject({ name: view.id, status: 'active', address: '127.0.10.1', addressType: 'intranet', ipVersion: 'ipv4' });
    expect(view.id).toMatch(/^lb-[0-9a-f]{16}$/);
    expect(await audit()).toMatchObject([
      {
        action: 'load-balancer:created',
        actorType: 'operator',
        actorId: null,
        actorName: 'Tester',
        regionId: 'north',
        resourceType: 'load-balancer',
        resourceId: view.id,
        before: null,
        after: { id: view.id, address: '127.0.10.1' },
        requestId: plane.context.requestId,
      },
    ]);
  });

  it('takes the name, address, type and zone that were asked for', async () => {
    const wanted = { name: 'web', address: '127.0.10.9', addressType: 'internet', primaryZoneId: 'north-a' };
    expect(await create(wanted)).toMatchObject({ ...wanted, primaryZoneName: 'North A' });
  });
});

describe('the lowest free address', () => {
  const addresses = async (count: number) => {
    const found: string[] = [];
    for (let index = 0; index < count; index += 1) {
      found.push((await create({ regionId: 'pools' })).address);
    }
    return found;
  };
  const setPools = async (...cidrs: string[]) => {
    // A pool that an instance has its address from cannot go.
    await plane.prisma.loadBalancer.deleteMany({ where: { regionId: 'pools' } });
    await plane.prisma.addressPool.deleteMany({ where: { regionId: 'pools' } });
    await plane.prisma.region.upsert({ where: { id: 'pools' }, create: { id: 'pools', name: 'Pools' }, update: {} });
    await plane.prisma.addressPool.createMany({ data: cidrs.map((cidr) => ({ regionId: 'pools', cidr })) });
  };

  it('fills the gap that a release left, and passes over network, broadcast and servers', async () => {
    await setPools('10.0.0.0/29');
    // 10.0.0.1, .2 and .3 are servers of region north.
    expect(await addresses(3)).toEqual(['10.0.0.4', '10.0.0.5', '10.0.0.6']);
    const gap = await plane.prisma.loadBalancer.findFirstOrThrow({ where: { address: '10.0.0.5' } });
    await deleteLoadBalancer(plane.context, { id: gap.id });
    expect(await addresses(1)).toEqual(['10.0.0.5']);
    await expect(create({ regionId: 'pools' })).rejects.toMatchObject({ code: 'AddressPoolExhausted' });
  });

  it('goes on in the next pool; single addresses and pairs are used whole', async () => {
    await setPools('192.0.2.9/32', '192.0.2.4/31', '2001:db8::/126');
    expect(await addresses(6)).toEqual(['192.0.2.4', '192.0.2.5', '192.0.2.9', '2001:db8::1', '2001:db8::2', '2001:db8::3']);
    await expect(create({ regionId: 'pools' })).rejects.toMatchObject({ code: 'AddressPoolExhausted' });
  });

  it('is found at once in a pool of sixteen million, and in one of IPv6', async () => {
    await setPools('11.0.0.0/8', 'fd00::/8');
    expect(await addresses(2)).toEqual(['11.0.0.1', '11.0.0.2']);
    await setPools('255.255.255.254/31', '::/0');
    expect(await addresses(3)).toEqual(['255.255.255.254', '255.255.255.255', '::1']);
  });

  it('is found behind twenty thousand that are taken, long before the transaction may end', async () => {
    await setPools('11.0.0.0/8');
    await plane.prisma.$executeRaw`
      INSERT INTO server (region_id, name, address) SELECT 'pools', 'taken', '11.0.0.0'::inet + i FROM generate_series(1, 20000) i`;
    expect(await addresses(2)).toEqual(['11.0.78.33', '11.0.78.34']);
    await plane.prisma.server.deleteMany({ where: { regionId: 'pools' } });
  });
});

describe('renaming, starting and stopping', () => {
  it('are audited with before and after, and raise the revision', async () => {
    const { id, revision } = await create({ name: 'old' });
    expect(await updateLoadBalancer(plane.context, { id, changes: { name: 'new' } })).toMatchObject({ name: 'new' });
    expect(await stopLoadBalancer(plane.context, { id })).toMatchObject({ status: 'inactive' });
    const started = await startLoadBalancer(plane.context, { id });
    expect(started.status).toBe('active');
    expect(started.revision).toBeGreaterThan(revision);
    expect((await audit()).slice(1)).toMatchObject([
      { action: 'load-balancer:updated', before: { name: 'old' }, after: { name: 'new' } },
      { action: 'load-balancer:stopped', before: { status: 'active' }, after: { status: 'inactive' } },
      { action: 'load-balancer:started', before: { status: 'inactive' }, after: { status: 'active' } },
    ]);
  });

  it('what is so already changes nothing', async () => {
    const { id, name, revision } = await create();
    await startLoadBalancer(plane.context, { id });
    expect((await updateLoadBalancer(plane.context, { id, changes: { name } })).revision).toBe(revision);
    expect(await audit()).toHaveLength(1);
  });
});

it('release takes listeners and groups along, and the audit keeps what they were', async () => {
  const { id } = await create({ name: 'web' });
  const group = await createActiveStandbyGroup(plane.context, { loadBalancerId: id, group: valid.group() });
  await createListener(plane.context, { loadBalancerId: id, listener: valid.listener(group.id) });
  await deleteLoadBalancer(plane.context, { id });
  await expect(getLoadBalancer(plane.context, { id })).rejects.toMatchObject({ code: 'InvalidLoadBalancerId.NotFound' });
  expect(await plane.prisma.listener.count()).toBe(0);
  expect(await plane.prisma.activeStandbyGroup.count()).toBe(0);
  expect((await audit()).at(-1)).toMatchObject({
    action: 'load-balancer:released',
    before: { name: 'web', listeners: [{ port: 80, healthCheck: { type: 'tcp' } }], groups: [{ name: 'pair', members: [{}, {}] }] },
    after: null,
  });
});

describe('the list', () => {
  it('is newest first, paged, filtered by status, and counts the whole', async () => {
    const names = ['a', 'b', 'c'];
    for (const name of names) {
      await create({ name });
    }
    await create({ name: 'elsewhere', regionId: 'south' });
    const page = await listLoadBalancers(plane.context, { regionId: 'north', pageSize: '2' });
    expect(page).toMatchObject({ totalCount: 3, pageNumber: 1, pageSize: 2, items: [{ name: 'c' }, { name: 'b' }] });
    const rest = await listLoadBalancers(plane.context, { regionId: 'north', pageSize: '2', pageNumber: '2' });
    expect(rest.items.map(({ name }) => name)).toEqual(['a']);
    await stopLoadBalancer(plane.context, { id: page.items[1]?.id ?? '' });
    expect(await listLoadBalancers(plane.context, { regionId: 'north', status: 'inactive' })).toMatchObject({ items: [{ name: 'b' }] });
  });

  it('is searched by name, id, address, and by name and address of a member server', async () => {
    const web = await create({ name: 'Web_1' });
    await create({ name: 'mail' });
    const group = await createActiveStandbyGroup(plane.context, { loadBalancerId: web.id, group: valid.group() });
    expect(group.servers.map(({ role }) => role)).toEqual(['active', 'standby']);
    const search = async (text: string) =>
      (await listLoadBalancers(plane.context, { regionId: 'north', search: text })).items.map(({ name }) => name);
    expect(await search('wEB')).toEqual(['Web_1']);
    expect(await search(web.id)).toEqual(['Web_1']);
    expect(await search('0.10.1')).toEqual(['Web_1']);
    expect(await search('10.0.0.2')).toEqual(['Web_1']);
    expect(await search('TWO')).toEqual(['Web_1']);
    expect(await search('%')).toEqual([]);
    expect(await search("' OR 1=1 --")).toEqual([]);
    expect(await search('')).toEqual(['mail', 'Web_1']);
  });

  it('of 100 instances with 500 listeners takes as many queries as of one', async () => {
    await plane.prisma.addressPool.create({ data: { regionId: 'north', cidr: '127.1.0.0/16' } });
    await plane.prisma.quota.create({ data: { regionId: 'north', name: 'slbs-per-user', value: 200 } });
    const seed = async (tx: Prisma.TransactionClient) => {
      await tx.$executeRaw`
        INSERT INTO load_balancer (id, region_id, name, address)
          SELECT 'lb-' || i, 'north', 'n' || i, '127.1.0.0'::inet + i FROM generate_series(1, 100) i`;
      await tx.$executeRaw`
        INSERT INTO active_standby_group (id, load_balancer_id, region_id, name)
          SELECT 'rsp-' || i, 'lb-' || i, 'north', 'g' FROM generate_series(1, 100) i`;
      await tx.$executeRaw`
        INSERT INTO server (id, region_id, name, address) VALUES ('srv-3', 'north', '3', '10.0.3.1'), ('srv-4', 'north', '4', '10.0.3.2')`;
      await tx.$executeRaw`
        INSERT INTO active_standby_member (group_id, region_id, server_id, port, role)
          SELECT 'rsp-' || i, 'north', CASE WHEN i > 50 THEN odd ELSE even END, 80, r::member_role
          FROM generate_series(1, 100) i, (VALUES ('active', 'srv-one', 'srv-3'), ('standby', 'srv-two', 'srv-4')) m(r, odd, even)`;
      await tx.$executeRaw`
        INSERT INTO listener (id, load_balancer_id, protocol, port, active_standby_group_id, name)
          SELECT 'lsn-' || i || '-' || p, 'lb-' || i, 'tcp', p, 'rsp-' || i, 'l' FROM generate_series(1, 100) i, generate_series(1, 5) p`;
      await tx.$executeRaw`
        INSERT INTO health_check (listener_id, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold)
          SELECT id, 'tcp', 5, 2, 3, 3 FROM listener`;
    };
    // A busy machine may take longer over these rows than Prisma waits by itself.
    await plane.prisma.$transaction(seed, { timeout: 60_000 });
    let count = 0;
    const adapter = new PrismaPg({ connectionString: plane.url });
    const prisma = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] });
    prisma.$on('query', () => {
      count += 1;
    });
    const list = async (pageSize: number) => {
      count = 0;
      const { items } = await listLoadBalancers({ ...plane.context, prisma }, { regionId: 'north', pageSize });
      return { items, count };
    };
    const one = await list(1);
    const all = await list(100);
    await prisma.$disconnect();
    expect(all.items).toHaveLength(100);
    expect(all.items.every(({ listeners, serverCount }) => listeners.length === 5 && serverCount === 2)).toBe(true);
    expect(all.count).toBe(one.count);
    expect(all.count).toBeLessThan(22);
  });
});
