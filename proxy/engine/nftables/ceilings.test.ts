import { expect, test } from 'vitest';
import { noLimits } from '#test/plan.ts';
import { Ceilings } from './ceilings.ts';

const LB = { loadBalancerId: 'lb-1', address: '10.0.0.1' };
const HIGH = noLimits({ connectionsMax: 50_000, connectionsPerSecondMax: 5000 });

function rulesOf(ceilings: Ceilings, limits = HIGH): readonly string[] {
  return ceilings.items(LB, limits).flatMap((item) => (item.kind === 'chain' ? item.rules : []));
}

function budgetOf(ceilings: Ceilings): string[] {
  return ceilings.items(LB, HIGH).flatMap((item) => (item.kind === 'limit' && item.name.startsWith('budget') ? [item.definition] : []));
}

test('no ceilings, no rules', () => {
  expect(new Ceilings().items(LB, noLimits())).toEqual([]);
  expect(new Ceilings().items(LB, undefined)).toEqual([]);
});

test('a low ceiling is counted by the kernel, whatever the worker has counted', () => {
  const ceilings = new Ceilings();
  const limits = noLimits({ connectionsMax: 5000 });
  expect(ceilings.counted('lb-1', limits, 4999, 10)).toBe(false);
  expect(rulesOf(ceilings, limits)).toEqual(['add @count4-5000 { ip daddr ct count over 5000 } goto refuse_connections4']);
});

test('a high one costs nothing until the next count could come too late', () => {
  const ceilings = new Ceilings();
  expect(ceilings.counted('lb-1', HIGH, 0, 9)).toBe(false);
  expect(rulesOf(ceilings)).toEqual([
    'update @rate4-5000 { ip daddr limit rate over 5000/second burst 5000 packets } goto refuse_cps4',
    'ip daddr vmap @budget4',
  ]);
  expect(ceilings.counted('lb-1', HIGH, 5001, 9)).toBe(true);
  expect(budgetOf(ceilings)).toEqual(['{ rate over 1/minute burst 44999 packets; }']);
});

test('each count near the ceiling gives a new budget, none when nothing is left, and takes it back when it is far again', () => {
  const ceilings = new Ceilings();
  ceilings.counted('lb-1', HIGH, 40_000, 9);
  const before = ceilings.items(LB, HIGH);
  ceilings.counted('lb-1', HIGH, 40_000, 9);
  expect(ceilings.items(LB, HIGH)).not.toEqual(before);
  ceilings.counted('lb-1', HIGH, 50_010, 9);
  expect(rulesOf(ceilings).at(-1)).toBe('goto refuse_connections4');
  expect(ceilings.counted('lb-1', HIGH, 100, 9)).toBe(true);
  expect(budgetOf(ceilings)).toEqual([]);
  expect(ceilings.counted('lb-1', HIGH, 100, 9)).toBe(false);
});

test('without a ceiling of new connections a half of the other one is near', () => {
  const ceilings = new Ceilings();
  const limits = noLimits({ connectionsMax: 50_000 });
  expect(ceilings.counted('lb-1', limits, 24_000, 9)).toBe(false);
  expect(ceilings.counted('lb-1', limits, 26_000, 9)).toBe(true);
});
