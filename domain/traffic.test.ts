import { describe, expect, it } from 'vitest';
import { toWholeSteps, trafficRange, trafficStepSeconds } from './traffic.ts';

const now = new Date('2026-03-01T12:34:56Z');
const HOUR = 3600;
const DAY = 24 * HOUR;
const last = (seconds: number) => ({ from: new Date(now.getTime() - seconds * 1000), to: now });

describe('the range', () => {
  it.each([
    ['the last hour', {}, '2026-03-01T11:34:56.000Z', '2026-03-01T12:34:56.000Z'],
    ['until now', { from: '2026-03-01T00:00:00Z' }, '2026-03-01T00:00:00.000Z', '2026-03-01T12:34:56.000Z'],
    ['the hour before', { to: '2026-02-01T00:00:00Z' }, '2026-01-31T23:00:00.000Z', '2026-02-01T00:00:00.000Z'],
    ['as given', { from: '2026-02-01T01:00:00+02:00', to: '2026-02-01T00:00:00Z' }, '2026-01-31T23:00:00.000Z', '2026-02-01T00:00:00.000Z'],
  ])('%s', (_, query, from, to) => {
    expect(trafficRange(query, now)).toEqual({ from: new Date(from), to: new Date(to) });
  });

  it.each([
    ['turned round', { from: '2026-03-01T12:00:00Z', to: '2026-03-01T11:00:00Z' }],
    ['empty', { from: '2026-03-01T12:00:00Z', to: '2026-03-01T12:00:00Z' }],
    ['in the future', { from: '2026-03-02T00:00:00Z' }],
    ['32 days', { from: '2026-01-28T00:00:00Z', to: '2026-03-01T00:00:00Z' }],
  ])('%s is refused', (_, query) => {
    expect(() => trafficRange(query, now)).toThrow(expect.objectContaining({ issues: [expect.objectContaining({ path: 'from' })] }));
  });
});

describe('the step', () => {
  it.each([
    ['an hour', HOUR, 3, 60],
    ['a day', DAY, 3, 60],
    ['two days', 2 * DAY, 3, 300],
    ['a week', 7 * DAY, 3, 600],
    ['31 days', 31 * DAY, 3, 1800],
    ['a day of 200 servers', DAY, 201, 600],
    ['31 days of 200 servers', 31 * DAY, 201, 28_800],
    ['31 days of servers without end', 31 * DAY, 1_000_000, 86_400],
  ])('%s', (_, seconds, series, step) => {
    expect(trafficStepSeconds(last(seconds), series)).toBe(step);
  });

  it('begins and ends at round times', () => {
    expect(toWholeSteps(last(HOUR), 300)).toEqual({ from: new Date('2026-03-01T11:30:00Z'), to: new Date('2026-03-01T12:35:00Z') });
  });
});
