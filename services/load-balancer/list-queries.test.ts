import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PrismaClient } from '#prisma/client.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import type { Context } from '../context.ts';
import { replaceDefaultServers } from '../default-server-group/replace.ts';
import { createListener } from '../listener/create.ts';
import { createLoadBalancer } from './create.ts';
import { listLoadBalancers } from './list.ts';

const INSTANCES = 100;
let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  const { prisma, context } = plane;
  const loadBalancerId = (await createLoadBalancer(context, { regionId: 'north', name: 'first' })).id;
  const group = (await createActiveStandbyGroup(context, { loadBalancerId, group: valid.group() })).id;
  await replaceDefaultServers(context, { loadBalancerId, servers: [{ serverId: 'srv-one' }] });
  const targets = [
    { kind: 'active-standby-group', id: group },
    { kind: 'default', backendPort: 80 },
  ];
  for (const [index, target] of targets.entries()) {
    await createListener(context, { loadBalancerId, listener: valid.listener('', { name: 'one', port: 80 + index, target }) });
  }
  await prisma.addressPool.create({ data: { regionId: 'north', cidr: '10.99.0.0/24' } });
  for (const name of ['slbs-per-user', 'slbs-per-backendserver']) {
    await prisma.quota.create({ data: { regionId: 'north', name, value: INSTANCES } });
  }
  // The others by SQL: as many verbs would take longer than what is tested.
  await prisma.$executeRaw`
    INSERT INTO load_balancer (id, region_id, name, address, updated_at)
    SELECT 'lb-many-' || i, region_id, 'many-' || i, '10.99.0.0'::inet + i, now()
    FROM load_balancer, generate_series(1, ${INSTANCES - 1}::int) i WHERE id = ${loadBalancerId}`;
  await prisma.$executeRaw`
    INSERT INTO default_server (id, load_balancer_id, region_id, server_id)
    SELECT 'dsv-many-' || id, id, region_id, 'srv-one' FROM load_balancer WHERE id LIKE 'lb-many-%'`;
  await prisma.$executeRaw`
    WITH added AS (
      INSERT INTO listener (load_balancer_id, protocol, port, name, backend_port, updated_at)
      SELECT id, 'tcp', 80, 'many', 80, now() FROM load_balancer WHERE id LIKE 'lb-many-%' RETURNING id)
    INSERT INTO health_check (listener_id, type, timeout_seconds, interval_seconds, healthy_threshold, unhealthy_threshold)
    SELECT id, 'tcp', 5, 2, 3, 3 FROM added`;
});
afterAll(() => plane.close());

/** Counts what passes through the client of a transaction: the only way of a read. */
function counting(context: Context): { context: Context; count: () => number } {
  let queries = 0;
  const prisma = context.prisma.$extends({
    query: {
      $allOperations: ({ args, query }) => {
        queries += 1;
        return query(args);
      },
    },
  });
  return { context: { ...context, prisma: prisma as unknown as PrismaClient }, count: () => queries };
}

async function queriesOf(pageSize: number): Promise<number> {
  const { context, count } = counting(plane.context);
  const page = await listLoadBalancers(context, { regionId: 'north', pageSize });
  expect(page.items).toHaveLength(pageSize);
  expect(page.items.every(({ listeners }) => listeners.length > 0)).toBe(true);
  expect(page.totalCount).toBe(INSTANCES);
  return count();
}

it('a page of 100 instances takes as many queries as one of a single instance', async () => {
  const ofOne = await queriesOf(1);
  expect(ofOne).toBeGreaterThan(1);
  expect(await queriesOf(INSTANCES)).toBe(ofOne);
  expect(ofOne).toBeLessThanOrEqual(7);
});
