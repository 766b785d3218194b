import { defineConfig } from '@playwright/test';
import { findBrowser } from './test/browser.ts';

const { executablePath, env } = findBrowser();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './test/e2e-setup.ts',
  forbidOnly: true,
  // A test that passes at the second try is a fault in the product or in the test: it shall be seen.
  retries: 0,
  workers: 2,
  // A bound for what hangs; nothing here measures time, and machines differ.
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: process.env.OPENSLB_TEST_REPORT ? [['list'], ['json', { outputFile: process.env.OPENSLB_TEST_REPORT }]] : [['list']],
  use: {
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    launchOptions: {
      executablePath,
      // The first three: root, no graphics, small shared memory in containers. The last: full Chromium asks for its vendor's hosts.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
      ],
      ...(env && { env: { ...process.env, ...env } }),
    },
  },
});
