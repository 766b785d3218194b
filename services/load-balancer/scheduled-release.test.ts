import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { forgetAudit } from '#test/forget-audit.ts';
import { cancelRelease } from './cancel-release.ts';
import { createLoadBalancer } from './create.ts';
import { releaseDue } from './release-due.ts';
import { scheduleRelease } from './schedule-release.ts';
import { updateLoadBalancer } from './update.ts';

const STEP_MS = 30 * 60_000;

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.loadBalancer.updateMany({ data: { deletionProtection: false } });
  await plane.prisma.loadBalancer.deleteMany();
  await forgetAudit(plane.prisma);
});

/** A full or half hour: `steps` half hours after the one that runs. */
const tick = (steps: number) => new Date((Math.floor(Date.now() / STEP_MS) + steps) * STEP_MS);
const create = async () => (await createLoadBalancer(plane.context, { regionId: 'north' })).id;
const schedule = (id: string, at: Date) => scheduleRelease(plane.context, { id, schedule: { releaseAt: at.toISOString() } });
const ids = async () => (await plane.prisma.loadBalancer.findMany({ orderBy: { id: 'asc' } })).map((row) => row.id);
const audit = () => plane.prisma.auditEntry.findMany({ orderBy: { at: 'asc' } });

describe('scheduling a release', () => {
  it('is shown with who scheduled it, replaced by another time, and cancelled', async () => {
    const id = await create();
    expect((await schedule(id, tick(2))).scheduledRelease).toEqual({ at: tick(2).toISOString(), by: 'Tester' });
    expect((await schedule(id, tick(3))).scheduledRelease).toMatchObject({ at: tick(3).toISOString() });
    expect((await cancelRelease(plane.context, { id })).scheduledRelease).toBeNull();
    expect((await cancelRelease(plane.context, { id })).scheduledRelease).toBeNull();
    expect((await audit()).map(({ action }) => action)).toEqual([
      'load-balancer:created',
      'load-balancer:release-scheduled',
      'load-balancer:release-scheduled',
      'load-balancer:release-cancelled',
    ]);
  });

  it.each([
    ['a time that is past', () => tick(-1).toISOString()],
    ['a quarter of an hour', () => new Date(tick(2).getTime() + STEP_MS / 2).toISOString()],
    ['a second after the hour', () => new Date(tick(2).getTime() + 1000).toISOString()],
    ['no time at all', () => 'tomorrow'],
  ])('refuses %s', async (_, at) => {
    const id = await create();
    await expect(scheduleRelease(plane.context, { id, schedule: { releaseAt: at() } })).rejects.toMatchObject({
      code: 'InvalidParameter.ReleaseTime',
      issues: [{ path: 'releaseAt' }],
    });
  });

  it('refuses a protected instance', async () => {
    const id = await create();
    await updateLoadBalancer(plane.context, { id, changes: { deletionProtection: true } });
    await expect(schedule(id, tick(2))).rejects.toMatchObject({ code: 'OperationDenied.DeleteProtectionIsOn' });
  });
});

describe('the executor', () => {
  it('releases what is due, overdue ones as well, and leaves the rest', async () => {
    const [due, overdue, later, never] = [await create(), await create(), await create(), await create()];
    await schedule(due, tick(2));
    await schedule(overdue, tick(1));
    await schedule(later, tick(3));
    await releaseDue(plane.prisma, tick(2));
    expect(await ids()).toEqual([later, never].sort());
    const released = (await audit()).filter(({ action }) => action === 'load-balancer:released');
    expect(released.map(({ resourceId }) => resourceId)).toEqual([overdue, due]);
    expect(released[0]).toMatchObject({
      actorType: 'system',
      actorName: 'OpenSLB on behalf of Tester',
      before: { releaseScheduledBy: 'Tester' },
    });
  });

  it.each([
    ['protected', 'load-balancer:release-refused-protected', { deletionProtection: true }],
    ['locked', 'load-balancer:release-refused-locked', { status: 'locked' as const }],
  ])('does not release what is %s meanwhile, and drops its schedule with an audit entry', async (_, action, data) => {
    const id = await create();
    await schedule(id, tick(1));
    await plane.prisma.loadBalancer.update({ where: { id }, data });
    await releaseDue(plane.prisma, tick(1));
    expect(await plane.prisma.loadBalancer.findUnique({ where: { id } })).toMatchObject({ releaseAt: null, releaseScheduledBy: null });
    expect((await audit()).at(-1)).toMatchObject({ action, actorType: 'system', resourceId: id });
    await plane.prisma.loadBalancer.update({ where: { id }, data: { deletionProtection: false, status: 'active' } });
    await releaseDue(plane.prisma, tick(9));
    expect(await ids()).toEqual([id]);
  });

  it('of several consoles at once releases each instance once', async () => {
    const made = [];
    for (let n = 0; n < 8; n += 1) {
      made.push(await create());
    }
    for (const id of made) {
      await schedule(id, tick(1));
    }
    await Promise.all([releaseDue(plane.prisma, tick(1)), releaseDue(plane.prisma, tick(1)), releaseDue(plane.prisma, tick(1))]);
    expect(await ids()).toEqual([]);
    const released = (await audit()).filter(({ action }) => action === 'load-balancer:released').map(({ resourceId }) => resourceId);
    expect(released.sort()).toEqual(made.sort());
  });

  it('goes on after one that the database does not let go', async () => {
    const [stuck, free] = [await create(), await create()];
    await schedule(stuck, tick(1));
    await schedule(free, tick(1));
    await plane.prisma.$executeRawUnsafe(`CREATE TABLE holder (load_balancer_id text REFERENCES load_balancer (id))`);
    await plane.prisma.$executeRaw`INSERT INTO holder VALUES (${stuck})`;
    await releaseDue(plane.prisma, tick(1));
    expect(await ids()).toEqual([stuck]);
    await plane.prisma.$executeRawUnsafe(`DROP TABLE holder`);
    await releaseDue(plane.prisma, tick(1));
    expect(await ids()).toEqual([]);
  });
});
