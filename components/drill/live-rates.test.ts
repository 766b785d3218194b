import { expect, it } from 'vitest';
import type { GroupTrafficView } from '#domain/view.ts';
import { type LiveTraffic, ratesOf, withAnswer } from './live-rates.ts';

const BEGIN = Date.parse('2026-01-01T00:00:00Z');
const time = (seconds: number) => new Date(BEGIN + seconds * 1000).toISOString();

/** [member, total, reported at s] of one node and listener. */
function answer(seconds: number, ...rows: [string, number, number, string?][]): GroupTrafficView {
  const counters = rows.map(([memberId, connectionsTotal, at, nodeId = 'node-1']) => ({
    ...{ nodeId, listenerId: 'lsn-1', memberId, connectionsCurrent: 0, connectionsTotal, connectErrorsTotal: 0 },
    reportedAt: time(at),
  }));
  return { at: time(seconds), counters };
}
const after = (...answers: GroupTrafficView[]) => answers.reduce<LiveTraffic | null>(withAnswer, null) as LiveTraffic;

it('a steady rate is a level line, whenever nodes report in between', () => {
  const live = after(
    answer(0, ['a', 1000, -1]),
    answer(2, ['a', 1015, 1.5]),
    answer(4, ['a', 1035, 3.5]),
    answer(8, ['a', 1070, 7]),
    answer(9.5, ['a', 1090, 9]),
  );
  const { times, rates } = ratesOf(live, ['a', 'b']);
  expect(times).toEqual([0, 2, 4].map((seconds) => BEGIN + seconds * 1000));
  expect(rates.get('a')?.slice(0, 1)).toEqual([10]);
  expect(rates.get('b')).toEqual([0, 0, 0]);
});

it('what comes after a silence came at its end, not all along', () => {
  const live = after(answer(0), answer(20, ['b', 40, 20]), answer(30, ['b', 40, 20]));
  const rates = ratesOf(live, ['b']).rates.get('b') ?? [];
  expect(rates.slice(0, 9).every((rate) => rate === 0)).toBe(true);
  expect(rates.slice(9)).toEqual([20, 0, 0, 0]);
});

it('members of several nodes add up, and an answer that is overtaken adds nothing', () => {
  const first = answer(0, ['a', 0, 0], ['a', 100, 0, 'node-2']);
  const live = after(first, answer(2, ['a', 4, 2], ['a', 108, 2, 'node-2']), answer(8, ['a', 4, 2], ['a', 108, 2, 'node-2']), first);
  expect(ratesOf(live, ['a']).rates.get('a')).toEqual([6, 0]);
});

it('what is older than the longest drill is forgotten', () => {
  let live: LiveTraffic | null = null;
  for (let seconds = 0; seconds <= 3000; seconds += 2) {
    live = withAnswer(live, answer(seconds, ['a', seconds, seconds]));
  }
  const known = live as LiveTraffic;
  expect([...known.tracks.values()][0]?.points.length).toBeLessThan(400);
  const { times, rates } = ratesOf(known, ['a']);
  expect(times.length).toBe(330);
  expect(new Set(rates.get('a'))).toEqual(new Set([1]));
});
