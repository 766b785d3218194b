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
          // Nothing here measures time: a test that waits for what never comes fails a little later, a busy machine fails none.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxConcurrency: 3,
        },
      },
      {
        test: { name: 'chaos', include: CHAOS, exclude: NEVER, pool: 'forks', globalSetup: ['test/global-setup.ts'], hookTimeout: 120_000 },
      },
    ],
  },
});
