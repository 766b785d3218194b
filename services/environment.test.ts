import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.ts';

const good: NodeJS.ProcessEnv = { NODE_ENV: 'test', DATABASE_URL: 'postgresql://u@h/d', OPENSLB_SECRET: 's'.repeat(32) };

describe('the environment of the console', () => {
  it('is a database and a secret; nothing of a proxy is trusted by default', () => {
    expect(readEnvironment(good)).toEqual({
      databaseUrl: 'postgresql://u@h/d',
      secret: 's'.repeat(32),
      publicUrl: null,
      clientAddressHeader: null,
      singleSignOn: null,
      hasPasswords: true,
    });
  });

  it.each([
    [{ DATABASE_URL: undefined }, /^DATABASE_URL is missing/],
    [{ DATABASE_URL: '' }, /^DATABASE_URL is missing/],
    [{ DATABASE_URL: 'mysql://secret@x' }, /^DATABASE_URL must start with postgres/],
    [{ OPENSLB_SECRET: 'short' }, /^OPENSLB_SECRET needs at least 32/],
    [{ OPENSLB_PUBLIC_URL: 'lb.example' }, /^OPENSLB_PUBLIC_URL "lb.example" must be/],
    [{ OPENSLB_CLIENT_ADDRESS_HEADER: 'X: y' }, /^OPENSLB_CLIENT_ADDRESS_HEADER "X: y" must be/],
  ])('%j is refused in one line that names it and shows no secret', (changes, message) => {
    expect(() => readEnvironment({ ...good, ...changes })).toThrow(message);
  });
});
