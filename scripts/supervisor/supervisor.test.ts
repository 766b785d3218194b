import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '#test/free-port.ts';
import { isRunning, SupervisedProduct } from '#test/supervised-product.ts';
import { waitFor } from '#test/wait.ts';
import { buildConsole } from './build.ts';
import { generateClient } from './generate.ts';
import { rotateSecret } from './secret.ts';

const RESTART_MS_MAX = 60_000;

const SECRET_FILES = ['secret', 'postgres-password', 'postgres-password-console', 'postgres-password-worker'];

let directory: string;
let variables: Record<string, string>;
let product: SupervisedProduct;

beforeAll(async () => {
  const context = { log: (line: string) => process.stderr.write(`${line}\n`), signal: new AbortController().signal };
  await generateClient(context);
  await buildConsole(context);
  directory = mkdtempSync(join(tmpdir(), 'openslb-start-'));
  variables = {
    DATABASE_URL: '',
    HOST: '127.0.0.1',
    OPENSLB_DATA_DIR: directory,
    OPENSLB_NODE_ID: 'supervised',
    PORT: String(await freePort()),
    OPENSLB_METRICS_PORT: String(await freePort()),
    OPENSLB_OIDC_ISSUER: 'https://id.example.test',
    OPENSLB_OIDC_CLIENT_ID: 'openslb',
    OPENSLB_OIDC_CLIENT_SECRET: 'of the client',
    OPENSLB_OIDC_NAME: 'Example ID',
    OPENSLB_PASSWORD_SIGN_IN: '0',
  };
  product = new SupervisedProduct(variables);
  await product.start();
}, 180_000);

afterAll(async () => {
  product.signal('SIGTERM');
  await product.ended();
  rmSync(directory, { recursive: true, force: true });
});

async function answers(variable: string, path: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${variables[variable]}${path}`, {
      redirect: 'manual',
      signal: AbortSignal.timeout(5_000),
    });
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}

const consoleAnswers = () => answers('PORT', '/sign-in');
const workerAnswers = () => answers('OPENSLB_METRICS_PORT', '/healthz');

async function query(sql: string): Promise<pg.QueryResultRow[]> {
  const port = readFileSync(join(directory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  const password = readFileSync(join(directory, 'postgres-password'), 'utf8');
  const client = new pg.Client({ connectionString: `postgres://openslb:${password}@127.0.0.1:${port}/openslb` });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function databaseAnswers(): Promise<boolean> {
  try {
    return (await query('SELECT 1')).length === 1;
  } catch {
    return false;
  }
}

const allAnswer = async () => (await consoleAnswers()) && (await workerAnswers()) && (await databaseAnswers());

test('prints the setup link and, last, where the console is, and the console answers there', async () => {
  const lines = product.output.trimEnd().split('\n');
  const ready = lines.findIndex((line) => line.startsWith('Console ready'));
  expect(lines[ready]).toBe(`Console ready  http://localhost:${variables.PORT}`);
  expect(lines[ready - 1]).toMatch(
    new RegExp(`^Create the first administrator: {2}http://localhost:${variables.PORT}/setup\\?token=[\\w-]{43}$`),
  );
  const token = lines[ready - 1]?.split('token=')[1];
  // Nowhere else, such as in a line of the console that was asked for the page.
  await answers('PORT', `/setup?token=${token}`);
  expect(product.output.split(String(token))).toHaveLength(2);
  expect(await allAnswer()).toBe(true);
  expect(Object.keys(product.parts()).sort()).toEqual(['console', 'demo', 'postgres', 'worker']);
});

test('how users sign in reaches the console, and the client secret nobody else', async () => {
  const page = await (await fetch(`http://127.0.0.1:${variables.PORT}/sign-in`)).text();
  expect(page).toContain('Sign in with Example ID');
  expect(page).not.toContain('type="password"');
  const environment = readFileSync(`/proc/${product.parts().worker}/environ`, 'utf8');
  expect(environment).toContain('OPENSLB_NODE_ID=supervised');
  expect(environment).not.toContain('of the client');
});

test('an empty embedded database has the demo regions, and the secrets are readable by their owner only', async () => {
  expect(await query('SELECT id FROM region ORDER BY sort_order')).toEqual([
    { id: 'cn-hangzhou' },
    { id: 'ap-southeast-1' },
    { id: 'eu-central-1' },
  ]);
  for (const file of SECRET_FILES) {
    expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
  }
});

// ASVS 13.2.1: console and worker are each somebody of their own to the database.
test('console and worker sign in to the database with roles of their own', async () => {
  const users = async () =>
    (await query("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'openslb' AND pid <> pg_backend_pid()")).map(
      ({ usename }) => usename,
    );
  await waitFor(async () => (await users()).length > 1, { what: 'a connection of each' });
  expect((await users()).sort()).toEqual(['openslb_console', 'openslb_worker']);
  expect(await query('SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolsuper')).toEqual([{ rolname: 'openslb' }]);
});

// ASVS 13.2.3: no password is one that another installation has.
test('every password of the database is random, and none is another', () => {
  const passwords = SECRET_FILES.map((file) => readFileSync(join(directory, file), 'utf8'));
  expect(new Set(passwords).size).toBe(SECRET_FILES.length);
  for (const password of passwords) {
    expect(password).toMatch(/^[\w-]{32,43}$/);
  }
});

test('each part gets the secrets that it needs and no others', () => {
  const { console: web, worker, demo } = product.parts();
  const [secret, owner, ofConsole, ofWorker] = SECRET_FILES.map((file) => readFileSync(join(directory, file), 'utf8'));
  const seen = (pid: number | undefined) => {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    const has = (one: string | undefined) => environment.includes(String(one));
    return { secret: has(secret), owner: has(owner), ofConsole: has(ofConsole), ofWorker: has(ofWorker) };
  };
  expect(seen(web)).toEqual({ secret: true, owner: false, ofConsole: true, ofWorker: false });
  expect(seen(worker)).toEqual({ secret: false, owner: false, ofConsole: false, ofWorker: true });
  expect(seen(demo)).toEqual({ secret: false, owner: false, ofConsole: false, ofWorker: false });
});

test.each(['worker', 'console', 'demo', 'postgres'])('kill -9 of %s leaves the others running and is mended', async (name) => {
  await query('CREATE TABLE IF NOT EXISTS kept (part text)');
  await query(`INSERT INTO kept VALUES ('${name}')`);
  const before = product.parts();
  process.kill(Number(before[name]), 'SIGKILL');
  await waitFor(
    () => {
      const now = product.parts()[name];
      return now !== undefined && now !== before[name];
    },
    { timeoutMs: RESTART_MS_MAX, what: `another ${name}` },
  );
  await waitFor(allAnswer, { timeoutMs: RESTART_MS_MAX });
  const after = product.parts();
  expect({ ...after, [name]: 0 }).toEqual({ ...before, [name]: 0 });
  expect(await query(`SELECT part FROM kept WHERE part = '${name}'`)).toEqual([{ part: name }]);
});

test('the log of all that is dated lines of its parts, without stack traces, noise and secrets', () => {
  const lines = product.output.trimEnd().split('\n');
  const announced = lines.findIndex((line) => line.startsWith('Create the first administrator:'));
  lines.splice(announced, 2);
  for (const line of lines) {
    expect(line).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d (openslb |postgres|worker {2}|console |demo {4}) {2}\S/);
  }
  for (const name of ['worker', 'console', 'demo', 'postgres']) {
    const told = lines.filter((line) => line.includes(` ${name.padEnd(8)}  `)).map((line) => line.slice(30));
    expect(told).toContain('ended unexpectedly (SIGKILL); starting it again in 0.2 s');
    expect(told).toContain('started again');
  }
  expect(product.output).not.toMatch(/\bat \S+:\d+:\d+|FATAL|invalid record/);
  for (const file of SECRET_FILES) {
    expect(product.output).not.toContain(readFileSync(join(directory, file), 'utf8').trim());
  }
});

test('a second start on the same data is refused in one line and harms nothing', async () => {
  const second = new SupervisedProduct(variables).spawn();
  expect(await second.ended()).toBe(1);
  expect(second.output).toBe(
    `OpenSLB is running already on the data in ${directory} (process ${product.pid}). End that one, or set OPENSLB_DATA_DIR and PORT for a second one.\n`,
  );
  expect(await allAnswer()).toBe(true);
});

test('SIGTERM ends every part, frees the ports, and exits with 0', async () => {
  const parts = Object.values(product.parts());
  expect(parts).toHaveLength(4);
  product.signal('SIGTERM');
  expect(await product.ended()).toBe(0);
  expect(parts.filter(isRunning)).toEqual([]);
  expect(await consoleAnswers()).toBe(false);
  expect(await workerAnswers()).toBe(false);
});

test('one Ctrl-C that comes from the terminal and again from npm is an orderly end', async () => {
  await product.start();
  expect(product.output).not.toContain('automatic recovery');
  product.signal('SIGINT');
  product.signal('SIGINT');
  expect(await product.ended()).toBe(0);
  await product.start();
  expect(product.output).not.toContain('automatic recovery');
});

test('data of a version that knew no roles get them at the next start, and a rotated secret holds from there', async () => {
  await query('DROP OWNED BY openslb_console, openslb_worker');
  await query('DROP ROLE openslb_console, openslb_worker');
  product.signal('SIGTERM');
  await product.ended();
  rmSync(join(directory, 'postgres-password-console'));
  rmSync(join(directory, 'postgres-password-worker'));
  rotateSecret(directory);
  await product.start();
  expect(await allAnswer()).toBe(true);
  await waitFor(() => product.output.includes('"secrets:resealed"'), { what: 'the line of the new secret' });
  expect(await query("SELECT count(*)::int FROM pg_roles WHERE rolname IN ('openslb_console', 'openslb_worker')")).toEqual([{ count: 2 }]);
});

test('after kill -9 of the supervisor its parts end by themselves, and the next start takes over the database', async () => {
  const { postgres, ...others } = product.parts();
  product.signal('SIGKILL');
  await product.ended();
  await waitFor(() => Object.values(others).every((pid) => !isRunning(pid)), { timeoutMs: RESTART_MS_MAX });
  await product.start();
  expect(isRunning(Number(postgres))).toBe(false);
  expect(await query('SELECT count(*)::int FROM kept')).toEqual([{ count: 4 }]);
});

test('after kill -9 of everything the next start recovers, the data intact', async () => {
  const parts = Object.values(product.parts());
  for (const pid of [product.pid, ...parts]) {
    process.kill(pid, 'SIGKILL');
  }
  await product.ended();
  await product.start();
  expect(await allAnswer()).toBe(true);
  expect(await query('SELECT count(*)::int FROM kept')).toEqual([{ count: 4 }]);
});

test('a wrong value and a taken port end the start with one line that names the variable', async () => {
  const elsewhere = { ...variables, OPENSLB_DATA_DIR: join(directory, 'other'), PORT: String(await freePort()) };
  const wrong = new SupervisedProduct({ ...elsewhere, OPENSLB_DEMO: 'maybe' }).spawn();
  expect(await wrong.ended()).toBe(1);
  expect(wrong.output).toBe('OPENSLB_DEMO: "maybe" is not allowed; it must be 0 or 1.\n');

  const other = createServer();
  await new Promise<void>((resolve) => other.listen(Number(elsewhere.PORT), '127.0.0.1', resolve));
  const taken = new SupervisedProduct(elsewhere).spawn();
  expect(await taken.ended()).toBe(1);
  expect(taken.output).toBe(`PORT: ${elsewhere.PORT} is taken on 127.0.0.1 by another program; end that one or set PORT to a free port.\n`);
  await new Promise((resolve) => other.close(resolve));
});
