import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ControlPlane, startControlPlane, valid } from '#test/control-plane.ts';
import { forgetAudit } from '#test/forget-audit.ts';
import { createActiveStandbyGroup } from '../active-standby-group/create.ts';
import { createListener } from '../listener/create.ts';
import { deleteListener } from '../listener/delete.ts';
import { createLoadBalancer } from './create.ts';
import { deleteLoadBalancer } from './delete.ts';
import { getLoadBalancer } from './get.ts';
import { lockLoadBalancer } from './lock.ts';
import { startLoadBalancer } from './start.ts';
import { stopLoadBalancer } from './stop.ts';
import { unlockLoadBalancer } from './unlock.ts';
import { updateLoadBalancer } from './update.ts';

let plane: ControlPlane;

beforeAll(async () => {
  plane = await startControlPlane();
  await plane.prisma.addressPool.create({ data: { regionId: 'north', cidr: 'fd00:10::/120' } });
});
afterAll(() => plane.close());
beforeEach(async () => {
  await plane.prisma.loadBalancer.updateMany({ data: { deletionProtection: false } });
  await plane.prisma.loadBalancer.deleteMany();
  await forgetAudit(plane.prisma);
});

const create = (changes: object = {}) => createLoadBalancer(plane.context, { regionId: 'north', name: 'web', ...changes });
const update = (id: string, changes: object) => updateLoadBalancer(plane.context, { id, changes });
const lastAudit = () => plane.prisma.auditEntry.findFirst({ orderBy: { at: 'desc' } });
const revisionOf = async () => (await plane.prisma.region.findUniqueOrThrow({ where: { id: 'north' } })).revision;

async function createOneListener(loadBalancerId: string): Promise<string> {
  const group = await createActiveStandbyGroup(plane.context, { loadBalancerId, group: valid.group() });
  return (await createListener(plane.context, { loadBalancerId, listener: valid.listener(group.id) })).id;
}

describe('deletion protection', () => {
  it('refuses the release by verb and by SQL until it is switched off', async () => {
    const { id } = await create({ deletionProtection: true });
    await expect(deleteLoadBalancer(plane.context, { id })).rejects.toMatchObject({
      code: 'OperationDenied.DeleteProtectionIsOn',
      status: 409,
      message: expect.stringContaining('Switch it off first'),
    });
    await expect(plane.prisma.loadBalancer.deleteMany()).rejects.toThrow(/DeleteProtectionIsOn/);
    expect((await update(id, { deletionProtection: false })).deletionProtection).toBe(false);
    await deleteLoadBalancer(plane.context, { id });
    expect(await plane.prisma.loadBalancer.count()).toBe(0);
  });
});

describe('modification protection', () => {
  it('keeps its reason while it is on, and erases it when it is switched off; API writes pass', async () => {
    const { id } = await create();
    const on = await update(id, { modificationProtection: { status: 'ConsoleProtection', reason: 'managed-by-terraform' } });
    expect(on.modificationProtection).toEqual({ status: 'ConsoleProtection', reason: 'managed-by-terraform' });
    expect((await update(id, { name: 'renamed' })).name).toBe('renamed');
    const off = await update(id, { modificationProtection: { status: 'NonProtection' } });
    expect(off.modificationProtection).toEqual({ status: 'NonProtection', reason: null });
    expect(await lastAudit()).toMatchObject({
      action: 'load-balancer:updated',
      before: { modificationProtectionReason: 'managed-by-terraform' },
      after: { modificationProtectionReason: null },
    });
  });

  it.each([
    ['starts with a digit', '1st'],
    ['has a space', 'by terraform'],
    ['is too long', 'a'.repeat(81)],
    ['has a slash', 'a/b'],
  ])('refuses a reason that %s, and names the field', async (_, reason) => {
    const { id } = await create();
    await expect(update(id, { modificationProtection: { status: 'ConsoleProtection', reason } })).rejects.toMatchObject({
      code: 'InvalidParameter',
      issues: [{ path: 'modificationProtection.reason' }],
    });
  });

  it('refuses a reason without protection; takes Chinese, and none at all', async () => {
    const { id } = await create();
    await expect(update(id, { modificationProtection: { status: 'NonProtection', reason: 'why' } })).rejects.toMatchObject({
      issues: [{ path: 'modificationProtection.reason' }],
    });
    const chinese = await update(id, { modificationProtection: { status: 'ConsoleProtection', reason: '由Terraform管理' } });
    expect(chinese.modificationProtection.reason).toBe('由Terraform管理');
    const none = await update(id, { modificationProtection: { status: 'ConsoleProtection', reason: '' } });
    expect(none.modificationProtection).toEqual({ status: 'ConsoleProtection', reason: null });
  });
});

describe('what the console alone looks at', () => {
  it('raises no revision, so that no worker reads the instance again', async () => {
    const { id } = await create({ primaryZoneId: 'north-a' });
    const before = await revisionOf();
    await update(id, { deletionProtection: true, backupZoneId: 'north-b' });
    await update(id, { modificationProtection: { status: 'ConsoleProtection', reason: 'frozen' } });
    expect(await revisionOf()).toBe(before);
    await update(id, { name: 'other' });
    expect(await revisionOf()).toBe(before + 1);
  });
});

describe('zones, address and IP version', () => {
  it('the backup zone is another one of the region', async () => {
    const { id } = await create({ primaryZoneId: 'north-a', backupZoneId: 'north-b' });
    expect(await getLoadBalancer(plane.context, { id })).toMatchObject({ backupZoneId: 'north-b', backupZoneName: 'North B' });
    for (const backupZoneId of ['north-a', 'south-a', 'none']) {
      await expect(update(id, { backupZoneId })).rejects.toMatchObject({ issues: [{ path: 'backupZoneId' }] });
    }
    expect((await update(id, { backupZoneId: null })).backupZoneId).toBeNull();
    await expect(create({ backupZoneId: 'north-a' })).rejects.toMatchObject({ issues: [{ path: 'backupZoneId' }] });
  });

  it('the address moves inside the pools, keeps its IP version, and is taken by nobody else', async () => {
    const { id } = await create({ address: '127.0.10.4' });
    await create({ address: '127.0.10.5' });
    expect((await update(id, { address: '127.0.10.6' })).address).toBe('127.0.10.6');
    await expect(update(id, { address: '127.0.10.5' })).rejects.toMatchObject({ code: 'AddressInUse', issues: [{ path: 'address' }] });
    await expect(update(id, { address: '127.9.9.9' })).rejects.toMatchObject({ code: 'AddressNotInPool', issues: [{ path: 'address' }] });
    await expect(update(id, { address: 'fd00:10::9' })).rejects.toMatchObject({ issues: [{ path: 'address' }] });
  });

  it('an address of the chosen IP version is assigned', async () => {
    expect(await create({ ipVersion: 'ipv6' })).toMatchObject({ ipVersion: 'ipv6', address: 'fd00:10::1' });
    expect(await create({ ipVersion: 'ipv4' })).toMatchObject({ ipVersion: 'ipv4' });
    await expect(create({ ipVersion: 'ipv6', address: '127.0.10.7' })).rejects.toMatchObject({ issues: [{ path: 'address' }] });
    await expect(create({ regionId: 'south', ipVersion: 'ipv6' })).rejects.toMatchObject({ code: 'AddressPoolExhausted' });
  });
});

describe('a locked instance', () => {
  it('refuses every operation with who and why, and is stopped once it is unlocked', async () => {
    const { id } = await create();
    const listener = await createOneListener(id);
    expect(await lockLoadBalancer(plane.context, { id, lock: { reason: 'abuse report' } })).toMatchObject({
      status: 'locked',
      lock: { reason: 'abuse report', by: 'Tester' },
    });
    const operations = [
      () => update(id, { name: 'x' }),
      () => startLoadBalancer(plane.context, { id }),
      () => stopLoadBalancer(plane.context, { id }),
      () => deleteLoadBalancer(plane.context, { id }),
      () => deleteListener(plane.context, { id: listener }),
    ];
    for (const operation of operations) {
      await expect(operation()).rejects.toMatchObject({ code: 'InstanceLocked', message: expect.stringContaining('Tester: abuse report') });
    }
    expect(await unlockLoadBalancer(plane.context, { id })).toMatchObject({ status: 'inactive', lock: null });
    expect(await lastAudit()).toMatchObject({ action: 'load-balancer:unlocked' });
    expect(await startLoadBalancer(plane.context, { id })).toMatchObject({ status: 'active' });
  });

  it('unlocking one that is not locked changes nothing', async () => {
    const { id } = await create();
    expect(await unlockLoadBalancer(plane.context, { id })).toMatchObject({ status: 'active' });
    expect(await lastAudit()).toMatchObject({ action: 'load-balancer:created' });
  });
});

it('deleting the last listener stops the instance', async () => {
  const { id } = await create();
  const listener = await createOneListener(id);
  await deleteListener(plane.context, { id: listener });
  expect(await getLoadBalancer(plane.context, { id })).toMatchObject({ status: 'inactive', listenerCount: 0 });
});
