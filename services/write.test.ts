import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPrismaClient } from '#prisma/client.ts';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { createActiveStandbyGroup } from './active-standby-group/create.ts';
import { deleteActiveStandbyGroup } from './active-standby-group/delete.ts';
import { createListener } from './listener/create.ts';
import { updateListener } from './listener/update.ts';
import { createLoadBalancer } from './load-balancer/create.ts';
import { place } from './place.ts';
import { createServer } from './server/create.ts';
import { updateServer } from './server/update.ts';
import { write } from './write.ts';

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());

describe('twenty writers in one region', () => {
  it('all succeed, none deadlocks, and every change has its own revision and audit entry', async () => {
    const { context, prisma } = plane;
    const { id: loadBalancerId } = await createLoadBalancer(context, { regionId: 'north' });
    const group = await createActiveStandbyGroup(context, { loadBalancerId, group: valid.group() });
    const listener = await createListener(context, { loadBalancerId, listener: valid.listener(group.id) });
    const audited = await prisma.auditEntry.count();
    const writers = Array.from({ length: 5 }, (_, index) => [
      createLoadBalancer(context, { regionId: 'north' }),
      createListener(context, { loadBalancerId, listener: valid.listener(group.id, { port: 1000 + index }) }),
      updateServer(context, { id: 'srv-one', changes: { address: `10.0.1.${index + 1}` } }),
      updateListener(context, { id: listener.id, changes: { healthCheck: valid.healthCheck({ intervalSeconds: index + 3 }) } }),
    ]).flat();
    await Promise.all(writers);
    expect(await prisma.auditEntry.count()).toBe(audited + 20);
    const addresses = await prisma.loadBalancer.findMany({ select: { address: true } });
    expect(new Set(addresses.map(({ address }) => address)).size).toBe(6);
  });

  it('who creates a listener while its group is deleted gets a clear refusal, or wins', async () => {
    const { context, prisma } = plane;
    const { id: loadBalancerId } = await createLoadBalancer(context, { regionId: 'north' });
    for (let round = 0; round < 5; round += 1) {
      const group = await createActiveStandbyGroup(context, { loadBalancerId, group: valid.group() });
      const [created, deleted] = await Promise.allSettled([
        createListener(context, { loadBalancerId, listener: valid.listener(group.id, { port: 2000 + round }) }),
        deleteActiveStandbyGroup(context, { id: group.id }),
      ]);
      const codes = [created, deleted].map((result) => (result.status === 'rejected' ? result.reason.code : 'done'));
      expect([
        ['done', 'RspoolVipExist'],
        ['InvalidParameter.ServerGroup', 'done'],
      ]).toContainEqual(codes);
      expect(await prisma.activeStandbyGroup.count({ where: { id: group.id } })).toBe(codes[1] === 'done' ? 0 : 1);
    }
  });
});

describe('one write', () => {
  it('leaves nothing behind when its audit entry cannot be written', async () => {
    const { context, prisma } = plane;
    const broken = { ...context, actor: { type: 'user', id: 'x', name: `bad ${String.fromCharCode(0)}` } as const };
    await expect(createServer(broken, { regionId: 'south', name: 'ghost', address: '10.9.9.9' })).rejects.toThrow();
    expect(await prisma.server.count({ where: { name: 'ghost' } })).toBe(0);
  });

  it('leaves nothing behind when a deferred rule refuses it at commit', async () => {
    const { context, prisma } = plane;
    const { id: loadBalancerId } = await createLoadBalancer(context, { regionId: 'south', name: 'alone' });
    const before = await prisma.auditEntry.count();
    const act = write(context, { in: place.region('south'), needs: 'operator' }, async (tx) => {
      const after = await tx.activeStandbyGroup.create({ data: { loadBalancerId, regionId: 'south', name: 'empty' } });
      const audit = { action: 'x', resourceType: 'x', resourceId: after.id, regionId: 'south', before: null, after };
      return { answer: after, audit };
    });
    await expect(act).rejects.toMatchObject({ code: 'BACKEND_SERVERS_NUM_MUST_BE_TWO' });
    expect(await prisma.activeStandbyGroup.count({ where: { name: 'empty' } })).toBe(0);
    expect(await prisma.auditEntry.count()).toBe(before);
  });

  it.each(['40P01', '40001'])('is run again after Postgres gave it up with %s, and audited once', async (sqlState) => {
    const { context, prisma } = plane;
    let tries = 0;
    const answer = await write(context, { in: place.region('south'), needs: 'operator' }, async (tx) => {
      tries += 1;
      const after = await tx.server.create({ data: { regionId: 'south', name: sqlState, address: `10.8.0.${sqlState.length + tries}` } });
      if (tries < 3) {
        await tx.$executeRawUnsafe(`DO $$ BEGIN RAISE EXCEPTION 'given up' USING ERRCODE = '${sqlState}'; END $$`);
      }
      const audit = { action: 'tried', resourceType: 'server', resourceId: after.id, regionId: 'south', before: null, after };
      return { answer: after, audit };
    });
    expect(tries).toBe(3);
    expect(await prisma.server.findMany({ where: { name: sqlState } })).toMatchObject([{ id: answer.id }]);
    expect(await prisma.auditEntry.count({ where: { resourceId: answer.id } })).toBe(1);
    await prisma.server.delete({ where: { id: answer.id } });
  });

  it('without a database is refused as unavailable', async () => {
    const { context } = plane;
    const away = createPrismaClient('postgres://nobody@127.0.0.1:1/nothing');
    const act = createServer({ ...context, prisma: away }, { regionId: 'north', name: 'n', address: '10.9.9.8' });
    await expect(act).rejects.toMatchObject({ code: 'ServiceUnavailable' });
    await away.$disconnect();
  });
});
