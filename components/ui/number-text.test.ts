import { describe, expect, it } from 'vitest';
import { numberOrNothing, numberOrNull, numberOrText } from './number-text.ts';

describe('a number field', () => {
  it.each([
    ['', undefined, null, ''],
    [' 80 ', 80, 80, 80],
    ['80.5', 80.5, 80.5, 80.5],
    ['http', 'http', 'http', 'http'],
  ])('reads %j', (text, required, optional, orNothing) => {
    expect(numberOrText(text)).toBe(required);
    expect(numberOrNull(text)).toBe(optional);
    expect(numberOrNothing(text)).toBe(orNothing);
  });

  it('stays off where nothing was typed and null means so', () => {
    expect(numberOrNothing(null)).toBeNull();
  });
});
