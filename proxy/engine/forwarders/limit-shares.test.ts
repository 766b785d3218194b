import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LimitShares } from './limit-shares.ts';

const SEED = 20_261_121;
const KEY = 'connections:lb-1';

/** What every forwarder believes after it was told the changes. */
function told(rounds: readonly number[][]): number[] {
  const shares = new LimitShares();
  const count = rounds[0]?.length ?? 0;
  const forwarders = Array.from({ length: count }, (_, index) => index + 1);
  const believed = new Map<number, number>();
  for (const round of rounds) {
    for (const [index, demand] of round.entries()) {
      shares.note(index + 1, new Map([[KEY, demand]]));
    }
    for (const [forwarder, changed] of shares.changes(forwarders)) {
      believed.set(forwarder, changed.get(KEY) ?? Number.NaN);
    }
  }
  return forwarders.map((forwarder) => believed.get(forwarder) ?? 0);
}

test('together the forwarders have the whole limit, and nobody nothing, whatever the demand was', () => {
  const rounds = fc
    .integer({ min: 1, max: 8 })
    .chain((count) => fc.array(fc.array(fc.nat(100_000), { minLength: count, maxLength: count }), { minLength: 1, maxLength: 20 }));
  fc.assert(
    fc.property(rounds, (demands) => {
      const shares = told(demands);
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(Math.min(...shares)).toBeGreaterThan(0);
    }),
    { seed: SEED },
  );
});

test('a limit that nobody uses is shared evenly, and one in use goes where the demand is', () => {
  expect(told([[0, 0]])).toEqual([0.5, 0.5]);
  const [busy = 0, idle = 0] = told([
    [0, 0],
    [1000, 0],
  ]);
  expect(busy).toBeGreaterThan(0.8);
  expect(idle).toBeGreaterThan(0);
});

test('nothing is said when nothing changes', () => {
  const shares = new LimitShares();
  shares.note(1, new Map([[KEY, 10]]));
  shares.note(2, new Map([[KEY, 10]]));
  expect(shares.changes([1, 2]).size).toBe(2);
  expect(shares.changes([1, 2]).size).toBe(0);
});

test('the part of a forwarder that has ended goes to the others', () => {
  const shares = new LimitShares();
  shares.note(1, new Map([[KEY, 10]]));
  shares.note(2, new Map([[KEY, 10]]));
  shares.changes([1, 2]);
  shares.ended(1);
  expect(shares.changes([2])).toEqual(new Map([[2, new Map([[KEY, 1]])]]));
});
