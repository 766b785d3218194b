import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.ts';

const SECRET = 'q7Zr2mV9xT4bK1nH8sW5cJ3dF6gL0pYa';
const good: NodeJS.ProcessEnv = { NODE_ENV: 'test', DATABASE_URL: 'postgresql://u@h/d', OPENSLB_SECRET: SECRET };

describe('the environment of the console', () => {
  it('is a database and a secret; nothing of a proxy is trusted by default', () => {
    expect(readEnvironment(good)).toEqual({
      databaseUrl: 'postgresql://u@h/d',
      secret: SECRET,
      previousSecrets: [],
      publicUrl: null,
      clientAddressHeader: null,
      singleSignOn: null,
      hasPasswords: true,
    });
  });

  it('knows which secrets were used before', () => {
    expect(readEnvironment({ ...good, OPENSLB_SECRET_PREVIOUS: 'older,oldest' }).previousSecrets).toEqual(['older', 'oldest']);
  });

  it.each([
    [{ DATABASE_URL: undefined }, /^DATABASE_URL is missing/],
    [{ DATABASE_URL: '' }, /^DATABASE_URL is missing/],
    [{ DATABASE_URL: 'mysql://secret@x' }, /^DATABASE_URL must start with postgres/],
    [{ OPENSLB_SECRET: 'short' }, /^OPENSLB_SECRET must be at least 32/],
    [{ OPENSLB_SECRET: undefined }, /^OPENSLB_SECRET is missing/],
    [{ OPENSLB_SECRET: `changeme ${SECRET}` }, /^OPENSLB_SECRET must be your own/],
    [{ OPENSLB_PUBLIC_URL: 'lb.example' }, /^OPENSLB_PUBLIC_URL "lb.example" must be/],
    [{ OPENSLB_CLIENT_ADDRESS_HEADER: 'X: y' }, /^OPENSLB_CLIENT_ADDRESS_HEADER "X: y" must be/],
  ])('%j is refused in one line that names it and shows no secret', (changes, message) => {
    expect(() => readEnvironment({ ...good, ...changes })).toThrow(message);
  });
});
