import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '#test/virtual-clock.ts';
import { TokenBucket } from './token-bucket.ts';

test('never more pass than the burst and what the rate has brought, and all of that passes', () => {
  const anyStep = fc.record({ waitMs: fc.nat(2000), asked: fc.nat(50) });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 100 }),
      fc.array(anyStep, { maxLength: 30 }),
      (rate, burst, steps) => {
        const clock = new VirtualClock();
        const bucket = new TokenBucket(rate, { burst, clock });
        let saved = burst;
        for (const { waitMs, asked } of steps) {
          clock.advance(waitMs);
          saved = Math.min(burst, saved + (waitMs * rate) / 1000);
          const passed = Array.from({ length: asked }, () => bucket.take()).filter(Boolean).length;
          const allowed = Math.min(asked, Math.floor(saved + 1e-6));
          expect(passed).toBe(allowed);
          saved -= passed;
        }
      },
    ),
    { seed: 4, numRuns: 100 },
  );
});

test('the burst is one second of the rate where nothing else is said', () => {
  const clock = new VirtualClock();
  const bucket = new TokenBucket(3000, { clock });
  expect([bucket.take(3000), bucket.take()]).toEqual([true, false]);
});

test('a new rate counts from now on', () => {
  const clock = new VirtualClock();
  const bucket = new TokenBucket(10, { clock });
  bucket.take(10);
  clock.advance(500);
  bucket.setRate(100);
  expect([bucket.take(5), bucket.take()]).toEqual([true, false]);
  clock.advance(100);
  expect([bucket.take(10), bucket.take()]).toEqual([true, false]);
  bucket.setRate(null);
  expect(bucket.take(1_000_000)).toBe(true);
  bucket.setRate(2);
  expect([bucket.take(2), bucket.take()]).toEqual([true, false]);
});

test('a rate of 0 lets nothing pass', () => {
  const clock = new VirtualClock();
  const bucket = new TokenBucket(0, { clock });
  clock.advance(1_000_000);
  expect(bucket.take()).toBe(false);
});
