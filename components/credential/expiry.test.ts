import { expect, test } from 'vitest';
import { expiresAt, today } from './expiry.ts';

const now = new Date(2026, 10, 21, 13, 30);

test('days are counted from now', () => {
  expect(expiresAt({ kind: 'days', days: 30 }, now)).toBe(new Date(now.getTime() + 30 * 86_400_000).toISOString());
});

test('a date is its last moment here, also at the end of a year', () => {
  expect(expiresAt({ kind: 'date', date: today(now) }, now)).toBe(new Date(2026, 10, 22).toISOString());
  expect(expiresAt({ kind: 'date', date: '2026-12-31' }, now)).toBe(new Date(2027, 0, 1).toISOString());
});

test('never is null, and a date that was not entered is not never', () => {
  expect(expiresAt({ kind: 'never' }, now)).toBeNull();
  expect(expiresAt({ kind: 'date', date: '' }, now)).toBeUndefined();
});
