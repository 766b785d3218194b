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
          exclude: [...NEVER, ...PURE],
          pool: 'forks',
          globalSetup: ['test/global-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
});
