import { expect, it } from 'vitest';
import type { Point, Step } from './steps.ts';
import { utilization } from './utilization.ts';

const point: Point = {
  at: '2026-01-01T00:00:00.000Z',
  connectionsNew: 600,
  connectionsCurrent: 10,
  connectionsMax: 50,
  connectErrors: 0,
  bytesIn: 75_000_000,
  bytesOut: 37_500_000,
  packetsIn: 0,
  packetsOut: 0,
  connectMilliseconds: null,
};
const steps: Step[] = [
  { at: 0, isOpen: false, point },
  { at: 60_000, isOpen: true, point: null },
];

it('compares with the ceilings that are set, in percent', () => {
  const all = utilization(steps, { connectionsMax: 200, connectionsPerSecondMax: 100, bandwidthMbps: 100 }, 60);
  expect(all.map(({ id, values }) => [id, ...values])).toEqual([
    ['connections', 25, null],
    ['newConnections', 10, null],
    ['bytesIn', 10, null],
    ['bytesOut', 5, null],
  ]);
  expect(utilization(steps, { connectionsMax: null, connectionsPerSecondMax: null, bandwidthMbps: 10 }, 60)).toHaveLength(2);
  expect(utilization(steps, { connectionsMax: null, connectionsPerSecondMax: null, bandwidthMbps: null }, 60)).toEqual([]);
});
