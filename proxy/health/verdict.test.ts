import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { VerdictState } from '#domain/health-check.ts';
import { NO_VERDICT, nextVerdict } from './verdict.ts';

/** `+` a success, `-` a failure; thresholds: 3 successes, 2 failures. */
const cases: { from: VerdictState; results: string; to: VerdictState }[] = [
  { from: 'unknown', results: '', to: 'unknown' },
  { from: 'unknown', results: '++', to: 'unknown' },
  { from: 'unknown', results: '+++', to: 'healthy' },
  { from: 'unknown', results: '-', to: 'unknown' },
  { from: 'unknown', results: '--', to: 'unhealthy' },
  { from: 'unknown', results: '++-++', to: 'unknown' },
  { from: 'healthy', results: '-+-+-+-', to: 'healthy' },
  { from: 'healthy', results: '--', to: 'unhealthy' },
  { from: 'healthy', results: '-+--', to: 'unhealthy' },
  { from: 'unhealthy', results: '++', to: 'unhealthy' },
  { from: 'unhealthy', results: '++-+++', to: 'healthy' },
  { from: 'unhealthy', results: '-----++', to: 'unhealthy' },
];

test.each(cases)('from $from, "$results" leads to $to', ({ from, results, to }) => {
  const end = [...results].reduce(
    (progress, sign) => nextVerdict(progress, sign === '+' ? 'success' : 'failure', { healthyThreshold: 3, unhealthyThreshold: 2 }),
    { ...NO_VERDICT, state: from },
  );
  expect(end.state).toBe(to);
});

test('the state always equals what the last run of equal results that reached its threshold said', () => {
  const thresholds = fc.record({ healthyThreshold: fc.integer({ min: 2, max: 10 }), unhealthyThreshold: fc.integer({ min: 2, max: 10 }) });
  const history = fc.array(fc.constantFrom('success' as const, 'failure' as const), { maxLength: 200 });
  fc.assert(
    fc.property(thresholds, history, (limits, results) => {
      let progress = NO_VERDICT;
      let expected: VerdictState = 'unknown';
      results.forEach((result, index) => {
        progress = nextVerdict(progress, result, limits);
        const length = result === 'success' ? limits.healthyThreshold : limits.unhealthyThreshold;
        const run = results.slice(Math.max(0, index + 1 - length), index + 1);
        if (run.length === length && run.every((one) => one === result)) {
          expected = result === 'success' ? 'healthy' : 'unhealthy';
        }
        expect(progress.state).toBe(expected);
        expect(progress.runLength).toBeLessThanOrEqual(10);
      });
    }),
  );
});
