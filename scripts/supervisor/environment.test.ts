import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseEnvironment, WrongEnvironment } from './environment.ts';

const SECRET = 'q7Zr2mV9xT4bK1nH8sW5cJ3dF6gL0pYa';

test('nothing set: embedded, demo, defaults', () => {
  expect(parseEnvironment({})).toEqual({
    databaseUrl: null,
    partDatabaseUrls: null,
    host: '127.0.0.1',
    port: 3000,
    metricsPort: 9090,
    dataDirectory: resolve('.data'),
    consoleUrl: 'http://localhost:3000',
    secret: null,
    isDemo: true,
    hasAdministrator: false,
  });
});

test('a database of their own: no demo unless wanted', () => {
  const own = { DATABASE_URL: 'postgres://u:p@db/x', OPENSLB_SECRET: SECRET };
  expect(parseEnvironment(own).isDemo).toBe(false);
  expect(parseEnvironment({ ...own, OPENSLB_DEMO: '1' }).isDemo).toBe(true);
});

test('console and worker may have a role each in a database of their own', () => {
  const own = { DATABASE_URL: 'postgres://owner:p@db/x', OPENSLB_SECRET: SECRET };
  expect(parseEnvironment(own).partDatabaseUrls).toBe(null);
  const parts = { console: 'postgres://web:p@db/x', worker: 'postgres://proxy:p@db/x' };
  expect(
    parseEnvironment({ ...own, OPENSLB_CONSOLE_DATABASE_URL: parts.console, OPENSLB_WORKER_DATABASE_URL: parts.worker }).partDatabaseUrls,
  ).toEqual(parts);
});

test('an empty variable is an unset one', () => {
  expect(parseEnvironment({ PORT: '', DATABASE_URL: '' }).port).toBe(3000);
});

test.each([
  [{ HOST: '0.0.0.0', PORT: '8000' }, 'http://localhost:8000'],
  [{ HOST: '192.0.2.7' }, 'http://192.0.2.7:3000'],
  [{ HOST: 'fd00::1' }, 'http://[fd00::1]:3000'],
  [{ OPENSLB_PUBLIC_URL: 'https://slb.example.com/' }, 'https://slb.example.com'],
])('%o is reached at %s', (variables, url) => {
  expect(parseEnvironment(variables).consoleUrl).toBe(url);
});

test.each([
  [{ PORT: '0' }, 'PORT: "0" is not allowed; it must be a whole number from 1 to 65535.'],
  [{ PORT: '65536' }, 'PORT: "65536" is not allowed; it must be a whole number from 1 to 65535.'],
  [{ PORT: '80a' }, 'PORT: "80a" is not allowed; it must be a whole number from 1 to 65535.'],
  [{ OPENSLB_METRICS_PORT: '-1' }, 'OPENSLB_METRICS_PORT: "-1" is not allowed; it must be a whole number from 1 to 65535.'],
  [{ PORT: '9090' }, 'OPENSLB_METRICS_PORT: "9090" is not allowed; it must differ from PORT.'],
  [{ HOST: 'no host' }, 'HOST: "no host" is not allowed; it must be an IP address or host name of this machine.'],
  [{ OPENSLB_DEMO: 'yes' }, 'OPENSLB_DEMO: "yes" is not allowed; it must be 0 or 1.'],
  [{ OPENSLB_FORWARDERS: '65' }, 'OPENSLB_FORWARDERS: "65" is not allowed; it must be a whole number from 1 to 64.'],
  [{ OPENSLB_ENGINE: 'fast' }, 'OPENSLB_ENGINE: "fast" is not allowed; it must be "auto", "userspace" or "nftables".'],
  [
    { OPENSLB_REGIONS: 'a;b' },
    'OPENSLB_REGIONS: "a;b" is not allowed; it must be region ids separated by commas, or nothing for all regions.',
  ],
  [
    { OPENSLB_ADMIN_EMAIL: 'me', OPENSLB_ADMIN_PASSWORD: SECRET },
    'OPENSLB_ADMIN_EMAIL: "me" is not allowed; it must be an e-mail address.',
  ],
  [{ OPENSLB_OIDC_ISSUER: 'id.example.com' }, 'OPENSLB_OIDC_ISSUER "id.example.com" must be an https:// URL'],
  [{ OPENSLB_OIDC_CLIENT_ID: 'openslb' }, 'OPENSLB_OIDC_ISSUER is missing; with OPENSLB_OIDC_CLIENT_ID it must be set.'],
  [{ OPENSLB_ADMIN_EMAIL: 'me@example.com' }, /^OPENSLB_ADMIN_PASSWORD is not set; with OPENSLB_ADMIN_EMAIL it must be/],
  [{ DATABASE_URL: 'postgres://u:p@db/x' }, /^OPENSLB_SECRET is not set; with DATABASE_URL it must be/],
  [
    { DATABASE_URL: 'postgres://u:p@db/x', OPENSLB_SECRET: SECRET, OPENSLB_WORKER_DATABASE_URL: 'postgres://w:p@db/x' },
    /^OPENSLB_CONSOLE_DATABASE_URL is not set; it must be: DATABASE_URL for the owner of the tables/,
  ],
  [{ OPENSLB_SECRET_PREVIOUS: SECRET }, /^OPENSLB_SECRET is not set; with OPENSLB_SECRET_PREVIOUS it must be/],
  [
    { OPENSLB_SECRET: 'x'.repeat(64) },
    'OPENSLB_SECRET: the value given is not allowed; it must be random, with at least 10 different characters',
  ],
  [{ OPENSLB_CONSOLE_DATABASE_URL: 'postgres://c:p@db/x', OPENSLB_WORKER_DATABASE_URL: 'postgres://w:p@db/x' }, /^DATABASE_URL is not set/],
])('%o is refused in one line', (variables, message) => {
  expect(() => parseEnvironment(variables)).toThrow(WrongEnvironment);
  expect(() => parseEnvironment(variables)).toThrow(message);
});

test.each([
  [{ DATABASE_URL: 'mysql://u:hunter2@db/x' }, 'DATABASE_URL'],
  [{ OPENSLB_WORKER_DATABASE_URL: 'mysql://u:hunter2@db/x' }, 'OPENSLB_WORKER_DATABASE_URL'],
  [{ OPENSLB_SECRET: 'hunter2' }, 'OPENSLB_SECRET'],
  [{ OPENSLB_OIDC_CLIENT_SECRET: 'hunter2' }, 'OPENSLB_OIDC_ISSUER'],
  [{ OPENSLB_ADMIN_EMAIL: 'me@example.com', OPENSLB_ADMIN_PASSWORD: 'hunter2' }, 'OPENSLB_ADMIN_PASSWORD'],
])('a wrong secret is named, never shown: %o', (variables, name) => {
  expect(() => parseEnvironment(variables)).toThrow(name);
  expect(() => parseEnvironment(variables)).not.toThrow('hunter2');
});
