import fc from 'fast-check';
import { expect, it } from 'vitest';
import { timeTicks, valueTicks } from './scale.ts';

it.each<[number, number[]]>([
  [0, [0, 0.5, 1]],
  [1, [0, 0.5, 1]],
  [4, [0, 1, 2, 3, 4]],
  [7, [0, 2, 4, 6, 8]],
  [100, [0, 50, 100]],
  [1_200_000, [0, 500_000, 1_000_000, 1_500_000]],
])('an axis up to %d has round values', (max, ticks) => {
  expect(valueTicks(max)).toEqual(ticks);
});

it.each<[number, number[]]>([
  [0, [0, 1]],
  [1, [0, 1]],
  [2, [0, 1, 2]],
  [9, [0, 5, 10]],
])('an axis of whole things up to %d has no halves', (max, ticks) => {
  expect(valueTicks(max, 1)).toEqual(ticks);
});

it('an axis reaches its highest value, with few lines', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e15, noNaN: true }), (max) => {
      const ticks = valueTicks(max);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * (1 - 1e-8));
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(5);
    }),
    { seed: 4 },
  );
});

it('an axis of time has round times, no more than fit', () => {
  const from = new Date(2026, 0, 31, 11, 58).getTime();
  const hour = timeTicks(from, from + 3600_000, 6);
  expect(hour.map((tick) => new Date(tick).getMinutes())).toEqual([0, 10, 20, 30, 40, 50]);
  const month = timeTicks(from, from + 31 * 86_400_000, 8);
  expect(month.every((tick) => new Date(tick).getHours() === 0)).toBe(true);
  expect(month.length).toBeGreaterThanOrEqual(4);
  expect(month.length).toBeLessThanOrEqual(9);
});
