import { expect, test } from 'vitest';
import { parseEnvironment } from './environment.ts';

const DATABASE_URL = 'postgres://user:secret@127.0.0.1:5432/openslb';

test('defaults', () => {
  expect(parseEnvironment({ DATABASE_URL, OPENSLB_NODE_ID: 'n1', OPENSLB_REGIONS: '' })).toEqual({
    databaseUrl: DATABASE_URL,
    dataDir: '.data',
    regions: null,
    nodeId: 'n1',
    host: '127.0.0.1',
    metricsPort: 9090,
    engine: 'auto',
    forwarders: expect.toSatisfy((count: number) => count >= 2 && count <= 64),
    reloadDrainMs: 900_000,
  });
});

test('regions are a list', () => {
  expect(parseEnvironment({ DATABASE_URL, OPENSLB_REGIONS: 'eu-1, us-1' }).regions).toEqual(['eu-1', 'us-1']);
});

test.each([
  [{}, 'DATABASE_URL is not set; allowed: a Postgres URL, such as postgres://user:password@host:5432/database'],
  [{ DATABASE_URL: 'mysql://u:secret@h/d' }, 'DATABASE_URL has a value that is none; allowed: a Postgres URL'],
  [{ DATABASE_URL, OPENSLB_ENGINE: 'fast' }, 'OPENSLB_ENGINE is "fast"; allowed: auto, userspace or nftables'],
  [{ DATABASE_URL, OPENSLB_METRICS_PORT: '70000' }, 'OPENSLB_METRICS_PORT is "70000"; allowed: a port from 1 to 65535'],
  [{ DATABASE_URL, OPENSLB_METRICS_PORT: 'x' }, 'OPENSLB_METRICS_PORT is "x"; allowed: a port from 1 to 65535'],
  [{ DATABASE_URL, OPENSLB_FORWARDERS: '0' }, 'OPENSLB_FORWARDERS is "0"; allowed: a number of processes from 1 to 64'],
  [{ DATABASE_URL, OPENSLB_RELOAD_DRAIN_SECONDS: '-1' }, 'OPENSLB_RELOAD_DRAIN_SECONDS is "-1"; allowed: seconds from 0 to 86400'],
  [{ DATABASE_URL, OPENSLB_REGIONS: 'a,,b' }, 'OPENSLB_REGIONS is "a,,b"; allowed: region ids separated by commas'],
  [{ DATABASE_URL, OPENSLB_NODE_ID: '../x' }, 'OPENSLB_NODE_ID is "../x"; allowed: 1 to 80 letters'],
  [{ DATABASE_URL, HOST: 'a b' }, 'HOST is "a b"; allowed: an address'],
])('a wrong value is named in one line: %o', (variables: Record<string, string>, message) => {
  expect(() => parseEnvironment(variables)).toThrow(message);
});
