import { afterEach, expect, test } from 'vitest';
import { inReadersLanguage, readIn } from './readers-language.ts';

afterEach(() => readIn(null));

const ANSWER = {
  name: 'said by a user',
  engineReason: 'why',
  hints: ['one', 'two'],
  nodes: [{ id: 'n', reason: 'because', hints: [], names: ['three'] }],
};

test('what programs say is read in the language of the reader, also in lists; what users wrote stays', () => {
  readIn((sentence) => sentence.toUpperCase());
  expect(inReadersLanguage(ANSWER)).toEqual({
    name: 'said by a user',
    engineReason: 'WHY',
    hints: ['ONE', 'TWO'],
    nodes: [{ id: 'n', reason: 'BECAUSE', hints: [], names: ['three'] }],
  });
});

test('an answer stays as it is for whoever reads English', () => {
  expect(inReadersLanguage(ANSWER)).toBe(ANSWER);
});
