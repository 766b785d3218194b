import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PoolMember } from './algorithm.ts';
import { SmoothWeighted } from './smooth-weighted.ts';

const anyStart = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const anyWeight = fc.integer({ min: 1, max: 100 });

function membersOf(weights: readonly number[]): PoolMember[] {
  return weights.map((weight, index) => ({ memberId: `m${index}`, weight }));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

test('5:1:1 is the pattern of the method, not a burst of five', () => {
  const turns = new SmoothWeighted<PoolMember>(() => 0);
  turns.update([
    { memberId: 'a', weight: 5 },
    { memberId: 'b', weight: 1 },
    { memberId: 'c', weight: 1 },
  ]);
  expect(Array.from({ length: 14 }, () => turns.choose()?.memberId).join('')).toBe('aabacaaaabacaa');
});

test('every cycle, wherever it begins, gives each member exactly its weight', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 8 }),
      anyStart,
      fc.nat(100),
      (weights, start, skipped) => {
        const turns = new SmoothWeighted<PoolMember>(() => start);
        turns.update(membersOf(weights));
        for (let turn = 0; turn < skipped; turn++) {
          turns.choose();
        }
        const counts = weights.map(() => 0);
        for (let turn = 0; turn < sum(weights); turn++) {
          const index = Number(turns.choose()?.memberId.slice(1));
          counts[index] = (counts[index] ?? 0) + 1;
        }
        expect(counts).toEqual(weights);
      },
    ),
    { seed: 4, numRuns: 150 },
  );
});

test('a member comes at most twice as often in a row as it must when the others lie evenly between', () => {
  fc.assert(
    fc.property(fc.array(anyWeight, { minLength: 2, maxLength: 8 }), anyStart, (weights, start) => {
      const turns = new SmoothWeighted<PoolMember>(() => start);
      turns.update(membersOf(weights));
      const total = sum(weights);
      let row = 0;
      let before = -1;
      for (let turn = 0; turn < 2 * total; turn++) {
        const index = Number(turns.choose()?.memberId.slice(1));
        row = index === before ? row + 1 : 1;
        before = index;
        const weight = weights[index] ?? 0;
        if (row > 2 * Math.ceil(weight / (total - weight))) {
          expect.fail(`${weights}: ${row} times ${weight} in a row`);
        }
      }
    }),
    { seed: 4, numRuns: 150 },
  );
});

test('at every moment, also across edits, each member is within two turns of its share: no bursts, nobody waits', () => {
  const anyWeights = fc.array(fc.oneof(anyWeight, fc.constantFrom(1, 100)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(anyWeights, fc.integer({ min: 0, max: 300 })), { minLength: 1, maxLength: 6 }),
      anyStart,
      (edits, start) => {
        const turns = new SmoothWeighted<PoolMember>(() => start);
        let furthest = 0;
        for (const [weights, count] of edits) {
          turns.update(membersOf(weights));
          const total = sum(weights);
          const counts = weights.map(() => 0);
          for (let turn = 1; turn <= count; turn++) {
            const chosen = Number(turns.choose()?.memberId.slice(1));
            counts[chosen] = (counts[chosen] ?? 0) + 1;
            for (const [index, weight] of weights.entries()) {
              furthest = Math.max(furthest, Math.abs((counts[index] ?? 0) - (turn * weight) / total));
            }
          }
          expect(furthest).toBeLessThan(2);
        }
      },
    ),
    { seed: 4, numRuns: 60 },
  );
});

test('an edit does not begin the turns anew', () => {
  const turns = new SmoothWeighted<PoolMember>(() => 0);
  const members = membersOf([100, 100, 100]);
  turns.update(members);
  const chosen = Array.from({ length: 30 }, () => {
    turns.update(members.map((member) => ({ ...member })));
    return turns.choose()?.memberId;
  });
  expect(chosen.join(' ')).toBe(Array(10).fill('m0 m1 m2').join(' '));
});

test('a weight lowered from 100 to 1 leaves no debt of a hundred turns', () => {
  const turns = new SmoothWeighted<PoolMember>(() => 0);
  turns.update(membersOf([100, 1]));
  turns.choose();
  turns.update(membersOf([1, 1]));
  expect(Array.from({ length: 8 }, () => turns.choose()?.memberId).filter((id) => id === 'm0')).toHaveLength(4);
});

test('however often a heavier member came, had one turn and left, the others get no burst for it', () => {
  const turns = new SmoothWeighted<PoolMember>(() => 0);
  const others = membersOf(Array(10).fill(50));
  const heavy = { memberId: 'heavy', weight: 100 };
  for (let round = 0; round < 50; round++) {
    turns.update([heavy, ...others]);
    expect(turns.choose()).toBe(heavy);
    turns.update(others);
  }
});
