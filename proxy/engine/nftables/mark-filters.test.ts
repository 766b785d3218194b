import { expect, test } from 'vitest';
import { filtersOf } from './mark-filters.ts';

function matches(marks: readonly number[], universe: readonly number[]): number[] {
  const filters = filtersOf(marks);
  return universe.filter((one) => filters.some(({ mark, mask }) => (one & mask) >>> 0 === mark));
}

test('numbers given out one after the other need few filters', () => {
  expect(filtersOf(Array.from({ length: 64 }, (_, index) => 0x4000_0040 + index))).toEqual([{ mark: 0x4000_0040, mask: 0xffff_ffc0 }]);
  expect(filtersOf(Array.from({ length: 50 }, (_, index) => 0x6000_0001 + index)).length).toBeLessThan(10);
});

test('none, one, one twice, and the highest', () => {
  expect(filtersOf([])).toEqual([]);
  expect(filtersOf([5, 5])).toEqual([{ mark: 5, mask: 0xffff_ffff }]);
  expect(filtersOf([0xffff_ffff, 0x7fff_ffff])).toEqual([{ mark: 0x7fff_ffff, mask: 0x7fff_ffff }]);
});

test.each(Array.from({ length: 50 }, (_, seed) => seed))('exactly these marks match (seed %i)', (seed) => {
  const universe = Array.from({ length: 512 }, (_, index) => (0x6000_0000 + index) >>> 0);
  const marks = universe.filter((_, index) => (Math.imul(index + 1, 2_654_435_761) >>> (seed % 24)) % (2 + (seed % 5)) === 0);
  expect(matches(marks, universe)).toEqual(marks);
});

test('as many as there may be take no long time', () => {
  const marks = Array.from({ length: 100_000 }, (_, index) => 0x4000_0000 + index * 3);
  expect(filtersOf(marks).length).toBeLessThanOrEqual(marks.length);
});
