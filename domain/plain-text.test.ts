import { expect, test } from 'vitest';
import { PLAIN_TEXT } from './plain-text.ts';

test.each([
  ['letters of all scripts', 'Böblingen שלום 数据库', true],
  ['emoji of several characters', '👩‍👩‍👧 🏳️‍🌈 🇩🇪', true],
  ['a script that needs joiners', 'می‌خواهم', true],
  ['HTML', '<b>&amp;</b>', true],
  ['nothing', '', true],
  ['a line break', 'a\nb', false],
  ['NUL', 'a\u0000', false],
  ['a mark that turns the direction', 'a\u202eb', false],
  ['a byte order mark', '\ufeffa', false],
])('%s', (_name, text, isPlain) => {
  expect(PLAIN_TEXT.test(text)).toBe(isPlain);
});
