import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RoundRobin } from './round-robin.ts';

function members(ids: string) {
  return [...ids].map((memberId, index) => ({ memberId, weight: index + 1 }));
}

function take(turns: RoundRobin<{ memberId: string; weight: number }>, count: number): string {
  return Array.from({ length: count }, () => turns.choose()?.memberId).join('');
}

test('one after the other, whatever their weights', () => {
  const turns = new RoundRobin(() => 0);
  turns.update(members('abc'));
  expect(take(turns, 7)).toBe('abcabca');
});

test.each([
  { before: 'abcd', taken: 2, after: 'abcd', next: 'cdab', why: 'nothing changes' },
  { before: 'abcd', taken: 2, after: 'abd', next: 'dab', why: 'the one in turn leaves' },
  { before: 'abcd', taken: 2, after: 'bcd', next: 'cdb', why: 'one that had its turn leaves' },
  { before: 'abcd', taken: 3, after: 'abc', next: 'abc', why: 'the last one leaves' },
  { before: 'abc', taken: 1, after: 'xabyc', next: 'bycxa', why: 'others come' },
  { before: 'abc', taken: 1, after: 'cab', next: 'bca', why: 'the order changes' },
  { before: 'abc', taken: 1, after: 'xy', next: 'xyx', why: 'all are replaced' },
])('$why: the turns go on', ({ before, taken, after, next }) => {
  const turns = new RoundRobin(() => 0);
  turns.update(members(before));
  take(turns, taken);
  turns.update(members(after));
  expect(take(turns, next.length)).toBe(next);
});

test('counts of members differ by one at most after any number of turns', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.nat(1000),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (size, count, start) => {
        const turns = new RoundRobin(() => start);
        const counts = new Map(Array.from({ length: size }, (_, index) => [`m${index}`, 0]));
        turns.update([...counts.keys()].map((memberId) => ({ memberId, weight: 100 })));
        for (let turn = 0; turn < count; turn++) {
          const id = turns.choose()?.memberId ?? '';
          counts.set(id, (counts.get(id) ?? 0) + 1);
        }
        expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(1);
      },
    ),
    { seed: 4, numRuns: 100 },
  );
});
