// `npm test`: everything that must hold, on a machine that has nothing but Node. Counts come last.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages, ROOT, requireNode } from './install.mjs';

const REPORTS = join(ROOT, 'test-results');
const bin = (name, file) => join(ROOT, 'node_modules', name, file);
const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];

/** @type {{ name: string, title: string, run: () => Promise<{ passed: number, failed: number, skipped: number }> }[]} */
const SUITES = [
  { name: 'lint', title: 'Lint and format', run: () => check([bin('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings']) },
  {
    name: 'types',
    title: 'Types',
    run: () =>
      check(['scripts/prepare.mjs'], [bin('next', 'dist/bin/next'), 'typegen'], [bin('typescript', 'bin/tsc'), '--noEmit', '-p', '.']),
  },
  { name: 'lockfile', title: 'Lock file', run: () => runAll([[...npm, 'ci', '--dry-run', '--no-audit', '--no-fund', '--loglevel=error']]) },
  { name: 'unit', title: 'Unit', run: () => vitest('unit') },
  { name: 'build', title: 'Production build', run: () => check(['scripts/prepare.mjs', '--build']) },
  { name: 'integration', title: 'Integration', run: () => vitest('integration') },
  { name: 'chaos', title: 'Chaos, random sequences and leaks', run: () => vitest('chaos') },
  { name: 'e2e', title: 'End to end', run: playwright },
];

requireNode();
process.chdir(ROOT);
process.env.NEXT_TELEMETRY_DISABLED = '1';
process.env.CHECKPOINT_DISABLE = '1';
const names = process.argv.slice(2);
const unknown = names.find((name) => !SUITES.some((suite) => suite.name === name));
if (unknown !== undefined) {
  console.error(`There is no part "${unknown}". There are: ${SUITES.map((suite) => suite.name).join(', ')}.`);
  process.exit(1);
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    current?.kill('SIGTERM');
    process.exitCode = 130;
    isInterrupted = true;
  });
}
let isInterrupted = false;
/** @type {import('node:child_process').ChildProcess | undefined} */
let current;

await installPackages();
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
for (const suite of SUITES.filter(({ name }) => names.length === 0 || names.includes(name))) {
  if (isInterrupted) {
    break;
  }
  console.log(`\n=== ${suite.title}`);
  const startedAt = Date.now();
  const result = await suite.run();
  for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) {
    total[key] += result[key];
  }
  console.log(`=== ${suite.title}: ${describe(result)} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`);
}
process.exitCode ||= total.failed > 0 || total.passed === 0 ? 1 : 0;
console.log(`\n${describe(total)}`);

function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Node programs one after the other, counted as one check. */
function check(...programs) {
  return runAll(programs.map((args) => [process.execPath, ...args]));
}

async function runAll(commands) {
  for (const command of commands) {
    if ((await run(command)) !== 0) {
      return { passed: 0, failed: 1, skipped: 0 };
    }
  }
  return { passed: 1, failed: 0, skipped: 0 };
}

async function vitest(project) {
  await check(['scripts/prepare.mjs']);
  const report = join(REPORTS, `${project}.json`);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await run([process.execPath, bin('vitest', 'vitest.mjs'), ...args]);
  return counted(code, report, ({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) => ({
    passed: numPassedTests,
    // A file that cannot be loaded has no tests that could fail.
    failed: numFailedTests + testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length,
    skipped: numPendingTests + numTodoTests,
  }));
}

async function playwright() {
  const report = join(REPORTS, 'e2e.json');
  const args = [bin('@playwright/test', 'cli.js'), 'test'];
  // Playwright reads our TypeScript files as tsx does: their imports carry extensions and aliases.
  const code = await run([process.execPath, ...args], { OPENSLB_TEST_REPORT: report });
  return counted(code, report, ({ stats, errors }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }));
}

/** A suite that ended badly without a failed test, or without a report, counts as one failure. */
function counted(code, report, read) {
  let result = { passed: 0, failed: 0, skipped: 0 };
  try {
    result = read(JSON.parse(readFileSync(report, 'utf8')));
  } catch (error) {
    console.error(`No report: ${error.message}`);
  }
  return code !== 0 && result.failed === 0 ? { ...result, failed: 1 } : result;
}

function run([command, ...args], variables = {}) {
  return new Promise((resolve) => {
    current = spawn(command, args, { cwd: ROOT, env: { ...process.env, ...variables }, stdio: ['ignore', 'inherit', 'inherit'] });
    current.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    current.once('exit', (code) => resolve(code ?? 1));
  });
}
