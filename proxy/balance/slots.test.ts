import { describe, expect, test } from 'vitest';
import { hashSlots, turnSlots } from './slots.ts';
import { SmoothWeighted } from './smooth-weighted.ts';

/** The same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed + 1);

function randomWeights(seed: number, { most = 12, heaviest = 100 } = {}): number[] {
  const next = numbers(seed);
  return Array.from({ length: 1 + next(most) }, () => 1 + next(heaviest));
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
const countOf = (slots: readonly number[], index: number) => slots.filter((one) => one === index).length;

describe('turnSlots', () => {
  test('nobody has no turns, and one has them all', () => {
    expect(turnSlots([])).toEqual([]);
    expect(turnSlots([7])).toEqual([0]);
  });

  test('equal weights take turns in their order', () => {
    expect(turnSlots([50, 50, 50])).toEqual([0, 1, 2]);
  });

  test('the order of nginx, which spreads the heaviest', () => {
    expect(turnSlots([5, 1, 1])).toEqual([0, 0, 1, 0, 2, 0, 0]);
    expect(turnSlots([4, 2])).toEqual([0, 1, 0]);
  });

  test.each(SEEDS)('a cycle has exact shares and no more slots than it needs (seed %i)', (seed) => {
    const weights = randomWeights(seed);
    const divisor = weights.reduce(gcd, 0);
    const slots = turnSlots(weights);
    expect(weights.map((_, index) => countOf(slots, index))).toEqual(weights.map((weight) => weight / divisor));
  });

  test.each(SEEDS)('the same turns as userspace takes (seed %i)', (seed) => {
    const weights = randomWeights(seed);
    const turns = new SmoothWeighted<{ memberId: string; weight: number }>(() => 0);
    turns.update(weights.map((weight, index) => ({ memberId: String(index), weight })));
    const slots = turnSlots(weights);
    expect(slots.map(() => Number(turns.choose()?.memberId))).toEqual(slots);
  });

  test.each(SEEDS)(
    'no two turns of the heaviest are half as far apart as even ones, or twice as far, also across the end of the cycle (seed %i)',
    (seed) => {
      const weights = randomWeights(seed);
      const slots = turnSlots(weights);
      const heaviest = weights.indexOf(Math.max(...weights));
      const places = slots.flatMap((index, slot) => (index === heaviest ? [slot] : []));
      const distances = places.map((place, turn) => (places[turn + 1] ?? (places[0] ?? 0) + slots.length) - place);
      const even = slots.length / places.length;
      expect(Math.min(...distances)).toBeGreaterThanOrEqual(Math.floor(even / 2));
      expect(Math.max(...distances)).toBeLessThanOrEqual(2 * Math.ceil(even));
    },
  );

  test('in any piece of the cycle nobody is further from its share than the number of members', () => {
    const weights = [97, 89, 3, 1, 41];
    const slots = turnSlots(weights);
    const sum = weights.reduce((a, b) => a + b);
    for (let from = 0; from < slots.length; from += 13) {
      for (let length = 1; length < slots.length - from; length += 17) {
        const piece = slots.slice(from, from + length);
        weights.forEach((weight, index) => {
          expect(Math.abs(countOf(piece, index) - (weight / sum) * length)).toBeLessThan(weights.length);
        });
      }
    }
  });
});

describe('turnSlots of a cycle that would be too long', () => {
  const weights = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? 100 : 1 + (index % 99)));
  const sum = weights.reduce((a, b) => a + b);
  const slots = turnSlots(weights);

  test('it has 4,096 slots, and everybody a turn', () => {
    expect(sum).toBeGreaterThan(4096);
    expect(slots).toHaveLength(4096);
    expect(new Set(slots).size).toBe(weights.length);
  });

  test('shares are within one slot, which is 0.025 % of all', () => {
    weights.forEach((weight, index) => {
      expect(Math.abs(countOf(slots, index) - (weight / sum) * slots.length)).toBeLessThanOrEqual(1);
    });
  });

  test('40 members have exact shares, whatever they weigh', () => {
    const some = [97, ...weights.slice(1, 40)];
    expect(some.map((_, index) => countOf(turnSlots(some), index))).toEqual(some);
  });
});

describe('hashSlots', () => {
  const members = (weights: readonly number[]) => weights.map((weight, index) => ({ key: `server-${index}`, weight }));
  const keysOf = (of: readonly { key: string; weight: number }[], count: number) => hashSlots(of, count).map((index) => of[index]?.key);

  test('nobody has no slots, and one has them all', () => {
    expect(hashSlots([], 4)).toEqual([]);
    expect(hashSlots(members([3]), 4)).toEqual([0, 0, 0, 0]);
  });

  test.each(SEEDS)('a member that leaves moves only its slots (seed %i)', (seed) => {
    const all = members(randomWeights(seed, { most: 20 }));
    const before = keysOf(all, 512);
    const leaver = all[seed % all.length]?.key;
    const after = keysOf(
      all.filter(({ key }) => key !== leaver),
      512,
    );
    expect(before.filter((key, slot) => key !== leaver && key !== after[slot])).toEqual([]);
  });

  test.each(SEEDS)('one that weighs more only takes, one that weighs less only gives (seed %i)', (seed) => {
    const all = members(randomWeights(seed, { most: 20 }));
    const changed = all[seed % all.length]?.key;
    const before = keysOf(all, 512);
    const after = keysOf(
      all.map((one) => (one.key === changed ? { ...one, weight: one.weight * 3 } : one)),
      512,
    );
    expect(before.filter((key, slot) => key !== after[slot] && after[slot] !== changed)).toEqual([]);
  });

  test.each(SEEDS)('the order of members does not matter, nor the scale of their weights (seed %i)', (seed) => {
    const all = members(randomWeights(seed));
    const slots = keysOf(all, 512);
    expect(keysOf([...all].reverse(), 512)).toEqual(slots);
    // A power of two, so that no rounding can tell two lots apart.
    expect(
      keysOf(
        all.map(({ key, weight }) => ({ key, weight: weight * 4 })),
        512,
      ),
    ).toEqual(slots);
  });

  test('shares follow weights but for chance', () => {
    const weights = [1, 10, 50, 100, 100, 20];
    const sum = weights.reduce((a, b) => a + b);
    const count = 32_768;
    const slots = hashSlots(members(weights), count);
    weights.forEach((weight, index) => {
      const share = weight / sum;
      const deviation = Math.sqrt(count * share * (1 - share));
      expect(Math.abs(countOf(slots, index) - count * share)).toBeLessThan(4 * deviation);
    });
  });
});
