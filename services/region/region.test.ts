import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ControlPlane, startControlPlane } from '#test/control-plane.ts';
import { createLoadBalancer } from '../load-balancer/create.ts';
import { createServer } from '../server/create.ts';
import { createRegion } from './create.ts';
import { getRegion } from './get.ts';
import { listRegions } from './list.ts';
import { orderRegions } from './order.ts';
import { retireRegion } from './retire.ts';
import { updateRegion } from './update.ts';

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
});
afterAll(() => plane.close());

const context = () => plane.context;
const refusal = (act: Promise<unknown>) =>
  act.then(
    () => null,
    ({ code, issues }: { code: string; issues: { path: string }[] }) => ({ code, paths: issues.map(({ path }) => path) }),
  );

test('a region is created, changed, put in order and retired', async () => {
  const zones = [{ id: 'east-a', name: 'East A' }];
  const made = await createRegion(context(), { id: 'east', name: 'East', zones, addressPools: ['127.0.30.0/28', 'FD00:0:0::/120'] });
  expect(made).toMatchObject({ id: 'east', zones, addressPools: ['127.0.30.0/28', 'fd00::/120'], instanceCount: 0, sourceNat: false });
  expect((await listRegions(context())).map(({ id }) => id)).toEqual(['north', 'south', 'east']);

  const ordered = await orderRegions(context(), { order: ['east', 'south', 'north'] });
  expect(ordered.map(({ id }) => id)).toEqual(['east', 'south', 'north']);

  // A pool may be split in one step, and a zone renamed.
  const changes = {
    name: 'Far East',
    sourceNat: true,
    zones: [
      { id: 'east-a', name: 'A' },
      { id: 'east-b', name: 'B' },
    ],
    addressPools: ['127.0.30.0/29', '127.0.30.8/29'],
  };
  expect(await updateRegion(context(), { id: 'east', changes })).toMatchObject(changes);
  await retireRegion(context(), { id: 'east' });
  expect(await refusal(getRegion(context(), { id: 'east' }))).toMatchObject({ code: 'InvalidRegionId.NotFound' });
});

describe('what is refused, with nothing written', () => {
  test.each([
    ['an id that is taken', () => createRegion(context(), { id: 'north', name: 'N' }), 'RegionExists', ['id']],
    ['an id with a capital', () => createRegion(context(), { id: 'East', name: 'E' }), 'InvalidParameter', ['id']],
    [
      'a zone of another region',
      () => updateRegion(context(), { id: 'south', changes: { zones: [{ id: 'north-a', name: 'A' }] } }),
      'ZoneExists',
      ['zones.0.id'],
    ],
    [
      'one zone twice',
      () =>
        updateRegion(context(), {
          id: 'south',
          changes: {
            zones: [
              { id: 'z', name: 'A' },
              { id: 'z', name: 'B' },
            ],
          },
        }),
      'InvalidParameter',
      ['zones.1.id'],
    ],
    [
      'a pool with host bits',
      () => updateRegion(context(), { id: 'south', changes: { addressPools: ['10.0.0.1/24'] } }),
      'InvalidParameter',
      ['addressPools.0'],
    ],
    [
      'a pool that overlaps one of another region',
      () => updateRegion(context(), { id: 'south', changes: { addressPools: ['127.0.10.0/30'] } }),
      'AddressPoolOverlap',
      ['addressPools.0'],
    ],
    ['an order that forgets a region', () => orderRegions(context(), { order: ['north'] }), 'InvalidParameter', ['order']],
    ['a region that is not there', () => retireRegion(context(), { id: 'none' }), 'InvalidRegionId.NotFound', ['regionId']],
  ])('%s', async (_, act, code, paths) => {
    const before = await listRegions(context());
    expect(await refusal(act())).toEqual({ code, paths });
    expect(await listRegions(context())).toEqual(before);
  });
});

test('what is in use stays: zone, pool, region', async () => {
  await createServer(context(), { regionId: 'south', zoneId: 'south-a', name: 'host', address: '10.7.0.1' });
  await createLoadBalancer(context(), { regionId: 'south', name: 'web' });
  expect(await refusal(updateRegion(context(), { id: 'south', changes: { zones: [] } }))).toEqual({ code: 'ZoneInUse', paths: ['zones'] });
  expect(await refusal(updateRegion(context(), { id: 'south', changes: { addressPools: ['127.0.21.0/28'] } }))).toEqual({
    code: 'AddressPoolInUse',
    paths: ['addressPools'],
  });
  expect(await refusal(retireRegion(context(), { id: 'south' }))).toMatchObject({ code: 'RegionInUse' });
});
