import { expect, test } from 'vitest';
import { waitFor } from '#test/wait.ts';
import { type Dated, Deadlines } from './deadlines.ts';

function dated(look: (now: number) => number | null): Dated {
  return { tick: 0, look };
}

test('each is looked at once, never before its time, whatever the order; a deleted one never', async () => {
  const deadlines = new Deadlines();
  const start = performance.now();
  const looks: { at: number; now: number }[] = [];
  const entries = Array.from({ length: 200 }, (_, index) => {
    const at = start + ((index * 37) % 400);
    const entry = dated((now) => {
      looks.push({ at, now });
      return null;
    });
    deadlines.set(entry, at);
    return entry;
  });
  for (const entry of entries.slice(100)) {
    deadlines.delete(entry);
  }
  await waitFor(() => looks.length >= 100);
  expect(looks.length).toBe(100);
  expect(looks.filter(({ at, now }) => now < at)).toEqual([]);
  expect(entries.filter((entry) => entry.tick !== 0)).toEqual([]);
});

test('what asks to be looked at again is, and what was set anew keeps its last time only', async () => {
  const deadlines = new Deadlines();
  const start = performance.now();
  let again = 0;
  deadlines.set(
    dated((now) => (++again < 3 ? now + 50 : null)),
    start,
  );
  const looks: number[] = [];
  const moved = dated((now) => {
    looks.push(now);
    return null;
  });
  deadlines.set(moved, start);
  deadlines.set(moved, start + 300);
  await waitFor(() => looks.length > 0 && again === 3);
  expect(looks.length).toBe(1);
  expect(looks[0]).toBeGreaterThanOrEqual(start + 300);
});

test('its time is ahead of when something began to wait, so that what counts from it is not cut short', () => {
  const deadlines = new Deadlines();
  const entry = dated(() => null);
  const before = performance.now();
  deadlines.set(entry, before + 60_000);
  expect(deadlines.now).toBeGreaterThan(before);
  deadlines.delete(entry);
});
