import { expect, test } from 'vitest';
import { SlotRanges } from './slot-ranges.ts';

const ALL = 0x3fff_ffff;

test('ranges follow one another, behind those that an earlier process has used', () => {
  const slots = new SlotRanges();
  slots.leave(40);
  expect([slots.take(3), slots.take(5), slots.take(1)]).toEqual([41, 44, 49]);
  slots.leave(10);
  expect(slots.take(1)).toBe(50);
});

test('when the numbers are used up, they begin anew and pass over what is in use', () => {
  const slots = new SlotRanges();
  const kept = slots.take(10);
  const freed = slots.take(5);
  slots.take(3);
  slots.leave(ALL - 3);
  slots.free(freed);
  expect(kept).toBe(1);
  expect(slots.take(5)).toBe(freed);
  // The gap is full now, and what comes next stands behind everything that is in use.
  expect(slots.take(2)).toBe(19);
});

test('more than there are cannot be had', () => {
  const slots = new SlotRanges();
  const first = slots.take(1_000_000);
  expect(() => slots.take(100_000)).toThrow('taken by other listeners');
  slots.free(first);
  expect(slots.take(100_000)).toBeGreaterThan(first);
});
