import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BoundedRunner } from './bounded-runner.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function newRunner(options: { runMs?: number; fails?: () => boolean } = {}) {
  const startedAt = performance.now();
  const runs: number[] = [];
  const runner = new BoundedRunner({
    run: async () => {
      runs.push(Math.round(performance.now() - startedAt));
      if (options.runMs !== undefined) {
        await new Promise((resolve) => setTimeout(resolve, options.runMs));
      }
      if (options.fails?.()) {
        throw new Error('no');
      }
    },
    minIntervalMs: 10,
    maxIntervalMs: 5000,
    retryMs: 100,
    onFailure: () => {},
    random: () => 1,
  });
  return { runner, runs };
}

test('nothing runs before the first trigger; then at the latest after the longest interval', async () => {
  const { runner, runs } = newRunner();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(runs).toEqual([]);
  runner.trigger();
  await vi.advanceTimersByTimeAsync(11_000);
  expect(runs).toEqual([10_000, 15_000, 20_000]);
  await runner.stop();
});

test('triggers that come close together are one run; one during a run leads to another', async () => {
  const { runner, runs } = newRunner({ runMs: 100 });
  for (let count = 0; count < 5; count += 1) {
    runner.trigger();
  }
  await vi.advanceTimersByTimeAsync(50);
  runner.trigger();
  runner.trigger();
  await vi.advanceTimersByTimeAsync(400);
  expect(runs).toEqual([0, 110]);
  await runner.stop();
});

test('after a failure it is tried again, with growing delays', async () => {
  let failures = 4;
  const { runner, runs } = newRunner({ fails: () => failures-- > 0 });
  runner.trigger();
  await vi.advanceTimersByTimeAsync(1600);
  expect(runs).toEqual([0, 100, 300, 700, 1500]);
  await vi.advanceTimersByTimeAsync(5000);
  expect(runs).toEqual([0, 100, 300, 700, 1500, 6500]);
  await runner.stop();
});

test('a stop waits for the run that is under way, and leaves no timer', async () => {
  const { runner, runs } = newRunner({ runMs: 100 });
  runner.trigger();
  await vi.advanceTimersByTimeAsync(50);
  let isStopped = false;
  const stopped = runner.stop().then(() => {
    isStopped = true;
  });
  await vi.advanceTimersByTimeAsync(40);
  expect(isStopped).toBe(false);
  await vi.advanceTimersByTimeAsync(20);
  await stopped;
  runner.trigger();
  expect(vi.getTimerCount()).toBe(0);
  expect(runs).toEqual([0]);
});
