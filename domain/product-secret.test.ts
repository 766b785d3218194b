import { describe, expect, it } from 'vitest';
import { PreviousSecrets, productSecret } from './product-secret.ts';

const GOOD = 'q7Zr2mV9xT4bK1nH8sW5cJ3dF6gL0pYa';
const messageOf = (secret: string) => productSecret('').safeParse(secret).error?.issues[0]?.message;

describe('the secret of the product', () => {
  it('is any random text of 32 characters', () => {
    expect(messageOf(GOOD)).toBe(undefined);
  });

  it.each([
    ['of 31 characters', GOOD.slice(1), /^at least 32 random characters/],
    ['that stands in examples', `changeme-${GOOD}`, /^your own and no placeholder/],
    ['that stands in examples', 'your-secret-key-at-least-32-characters', /^your own and no placeholder/],
    ['of the login library', 'better-auth-secret-12345678901234567890', /^your own and no placeholder/],
    ['of one key', 'x'.repeat(64), /^random, with at least 10 different characters/],
    ['of few keys', 'abcdefgh'.repeat(8), /^random, with at least 10 different characters/],
  ])('is none %s', (_, secret, message) => {
    expect(messageOf(secret)).toMatch(message);
  });
});

it.each([
  ['', []],
  ['one', ['one']],
  [' one, two ,,three ', ['one', 'two', 'three']],
])('previous secrets are a list: "%s"', (text, secrets) => {
  expect(PreviousSecrets.parse(text)).toEqual(secrets);
});
