import { expect, it } from 'vitest';
import { type Point, stepsOf, totalsOf, valuesOf } from './steps.ts';

const point = (minute: number, connectionsNew: number): Point => ({
  at: `2026-01-01T00:0${minute}:00.000Z`,
  connectionsNew,
  connectionsCurrent: 1,
  connectionsMax: 2,
  connectErrors: 0,
  bytesIn: 10,
  bytesOut: 20,
  packetsIn: 0,
  packetsOut: 0,
  connectMilliseconds: null,
});
const range = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-01T00:04:00.000Z', stepSeconds: 60 };

it('a step of which nobody told counts as nothing, the newest one as unknown', () => {
  const steps = stepsOf(range, [point(1, 3)]);
  expect(steps.map((step) => step.isOpen)).toEqual([false, false, false, true]);
  expect(valuesOf(steps, (one) => one.connectionsNew)).toEqual([0, 3, 0, null]);
});

it('what a point does not know stays unknown', () => {
  expect(valuesOf(stepsOf(range, [point(1, 3), point(3, 1)]), (one) => one.connectMilliseconds, null)).toEqual([null, null, null, null]);
});

it('amounts are added up over a range', () => {
  expect(totalsOf([point(1, 3), point(2, 4)])).toMatchObject({ connectionsNew: 7, bytesIn: 20, bytesOut: 40 });
});
