import { defineConfig } from 'vitest/config';

const NEVER = ['**/node_modules/**', '.next/**', '.data/**', 'e2e/**'];
/** Nothing but functions and values: no sockets, no database, no process. */
const PURE = [
  'domain/**/*.test.ts',
  'components/**/*.test.{ts,tsx}',
  'messages/**/*.test.ts',
  'proxy/balance/**/*.test.ts',
  'bench/**/*.test.ts',
];
/** Whole workers under fire; alone, so that what they do to the machine is not done to other tests. */
const CHAOS = ['proxy/chaos/**/*.test.ts'];

export default defineConfig({
  test: {
    // The runner and the tests' own Postgres, console and worker processes share the machine.
    maxWorkers: 2,
    projects: [
      { test: { name: 'unit', include: PURE, exclude: NEVER, pool: 'threads', isolate: false } },
      {
        test: {
          name: 'integration',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...NEVER, ...PURE, ...CHAOS],
          pool: 'forks',
          globalSetup: ['test/global-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: { name: 'chaos', include: CHAOS, exclude: NEVER, pool: 'forks', globalSetup: ['test/global-setup.ts'], hookTimeout: 60_000 },
      },
    ],
  },
});
