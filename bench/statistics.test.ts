import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { median, quantile, spread } from './statistics.ts';

describe('medians', () => {
  test.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('of nothing is no number', () => {
    expect(median([])).toBeNaN();
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('quantiles', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  test.each([
    [0, 1],
    [0.5, 50],
    [0.99, 99],
    [0.999, 100],
    [1, 100],
  ])('of 1 to 100 at %d is %d', (share, expected) => {
    expect(quantile(hundred, share)).toBe(expected);
  });

  test('are values that were given, and grow with the share', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(values, share, share, (given, a, b) => {
        expect(given).toContain(quantile(given, a));
        expect(quantile(given, Math.min(a, b))).toBeLessThanOrEqual(quantile(given, Math.max(a, b)));
      }),
      { seed: 9 },
    );
  });
});

test('the spread says how far rounds lie apart', () => {
  expect(spread([100, 100, 100])).toBe(0);
  expect(spread([90, 100, 110])).toBeCloseTo(0.1);
});
