import { expect, it } from 'vitest';
import { logText } from './log-text.ts';

it('a value is one line, whatever it has, and reads back as it was', () => {
  const values = [
    'a\r\nb',
    '\u001B[31mred',
    'csi \u009b31m',
    'next\u0085line',
    'line\u2028and\u2029paragraph',
    '\u202Eevil',
    '\u{E0041}',
    '\u007f',
    '订单 👍',
  ];
  const text = logText(values);
  expect(text).not.toMatch(/[\p{C}\u2028\u2029]/u);
  expect(JSON.parse(text)).toEqual(values);
  expect(text).toContain('订单 👍');
});

it('what JSON has no word for is null', () => {
  expect(logText(undefined)).toBe('null');
});
