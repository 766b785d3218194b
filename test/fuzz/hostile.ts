import fc from 'fast-check';

/** Texts that have hurt programs before; none has a word that an answer must not have for another reason. */
export const HOSTILE_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\uFFFF',
  '\uD800',
  '\u202Eevil',
  '\u200B',
  '\r\nset-cookie: a=b',
  '\u001B[31mred\u001B[0m',
  "' OR 1=1 --",
  '"; --',
  '#{7*7}',
  '{{7*7}}',
  '%00',
  '%s%s%n',
  '../../../../etc/passwd',
  '..%2f..%2f',
  '<script>alert(1)</script>',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e309',
  '９９',
  '2024-02-30T25:61:61Z',
  '0000-00-00',
  '+275760-09-13T00:00:00.001Z',
  '127.0.0.1/-1',
  '::ffff:127.0.0.1',
  '1.2.3.4.5',
  '10.0.0.0/99',
  'é'.normalize('NFD').repeat(30),
  '👩‍👩‍👧‍👦'.repeat(20),
  'x'.repeat(300),
  'x'.repeat(5000),
];

const NUMBERS = [-1, 0, 1.5, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 63), 1e21, 1e308, 5e-324, -0];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 100 }),
);

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(...NUMBERS, null, true, false, [], {}, [[]], [null], { length: -1 }, { toString: 1 }),
  fc.constantFrom(3, 40, 200).map((levels) => nest(levels)),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(50, 3000).map((count) => Array.from({ length: count }, (_, index) => index)),
);

function nest(levels: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < levels; level += 1) {
    value = level % 2 === 0 ? [value] : { inner: value };
  }
  return value;
}

/** Names of fields that are not the caller's to set, or that reach into objects. */
export const FOREIGN_FIELDS = [
  'id',
  'regionId',
  'role',
  'status',
  'version',
  'revision',
  'createdAt',
  'updatedAt',
  'isAdministrator',
  'userId',
  '__proto__',
  'constructor',
  'prototype',
];
