import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmptyTestDatabase, type TestDatabase, urlAs } from '#test/database.ts';
import { freePort } from '#test/free-port.ts';
import { SupervisedProduct } from '#test/supervised-product.ts';
import { waitFor } from '#test/wait.ts';
import { buildConsole } from './build.ts';
import { generateClient } from './generate.ts';

/** `npm start` on a Postgres of the administrator's own, with a role for each part. */
const EMAIL = 'ada@example.test';
const PASSWORD = `Pw-${randomBytes(12).toString('base64url')}`;
const WRONG_PASSWORD = `Wrong-${randomBytes(12).toString('base64url')}`;
const SECRET = randomBytes(32).toString('base64');
const PREVIOUS_SECRET = randomBytes(32).toString('base64');

let database: TestDatabase;
let directory: string;
let variables: Record<string, string>;
let product: SupervisedProduct;
let owner: pg.Client;

beforeAll(async () => {
  const context = { log: (line: string) => process.stderr.write(`${line}\n`), signal: new AbortController().signal };
  await generateClient(context);
  await buildConsole(context);
  database = await createEmptyTestDatabase();
  directory = mkdtempSync(join(tmpdir(), 'openslb-own-'));
  variables = {
    DATABASE_URL: database.url,
    OPENSLB_CONSOLE_DATABASE_URL: urlAs('console', database.url),
    OPENSLB_WORKER_DATABASE_URL: urlAs('worker', database.url),
    OPENSLB_SECRET: SECRET,
    OPENSLB_SECRET_PREVIOUS: PREVIOUS_SECRET,
    OPENSLB_ADMIN_EMAIL: EMAIL,
    OPENSLB_ADMIN_PASSWORD: PASSWORD,
    OPENSLB_DATA_DIR: directory,
    OPENSLB_NODE_ID: 'own',
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    OPENSLB_METRICS_PORT: String(await freePort()),
  };
  product = await new SupervisedProduct(variables).start();
  owner = new pg.Client({ connectionString: database.url });
  owner.on('error', () => undefined);
  await owner.connect();
}, 300_000);

afterAll(async () => {
  product?.signal('SIGTERM');
  await product?.ended();
  await owner?.end();
  await database?.drop();
  rmSync(directory, { recursive: true, force: true });
});

function call(path: string, init: RequestInit = {}): Promise<Response> {
  const origin = `http://127.0.0.1:${variables.PORT}`;
  return fetch(`${origin}${path}`, {
    ...init,
    redirect: 'manual',
    headers: { origin, 'content-type': 'application/json', ...init.headers },
  });
}

const signIn = (password: string) => call('/api/auth/sign-in/email', { method: 'POST', body: JSON.stringify({ email: EMAIL, password }) });

/** Those that are not taken back. */
const valuesOf = (cookies: string[]) => cookies.map((cookie) => cookie.slice(cookie.indexOf('=') + 1)).filter((value) => value !== '');

const passwordOf = (url: string) => new URL(url).password;

test('tables are the owner’s, the parts are their roles, and nothing is said of shared rights', async () => {
  const { rows } = await owner.query(
    'SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database() AND usename <> current_user ORDER BY 1',
  );
  expect(rows).toEqual([{ usename: 'openslb_console' }, { usename: 'openslb_worker' }]);
  expect(product.output).not.toContain('share the rights');
  expect(product.output).not.toContain('may more than it needs');
});

test('no secret stands in the output, whatever goes wrong', async () => {
  const unknown = randomBytes(24).toString('base64url');
  expect((await signIn(WRONG_PASSWORD)).status).toBe(401);
  const signedIn = await signIn(PASSWORD);
  expect(signedIn.status).toBe(200);
  const cookies = signedIn.headers.getSetCookie().map((cookie) => String(cookie.split(';')[0]));
  const headers = { cookie: cookies.join('; ') };
  await call(`/setup?token=${unknown}`, { headers });
  await call('/api/v1/regions', { headers: { authorization: `Bearer ${unknown}` } });
  await call('/api/setup', { method: 'POST', body: JSON.stringify({ token: unknown, name: 'x', email: 'x', password: WRONG_PASSWORD }) });

  // The database goes away in the middle of it, and comes back.
  const admin = new pg.Client({ connectionString: Object.assign(new URL(database.url), { pathname: '/postgres' }).href });
  await admin.connect();
  const name = new URL(database.url).pathname.slice(1);
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  expect((await call('/api/v1/regions', { headers })).status).toBe(503);
  expect((await signIn(WRONG_PASSWORD)).status).toBeGreaterThanOrEqual(500);
  await waitFor(() => /worker {2} {2}.*(not currently accepting|terminating connection)/.test(product.output), {
    what: 'the worker’s complaint',
  });
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await admin.end();
  await waitFor(async () => (await call('/api/v1/regions', { headers })).status === 200, { what: 'the database' });

  const secrets = {
    ofTheDatabase: passwordOf(database.url),
    secret: SECRET,
    previous: PREVIOUS_SECRET,
    password: PASSWORD,
    wrongPassword: WRONG_PASSWORD,
    unknown,
    ...Object.fromEntries(valuesOf(cookies).map((value, index) => [`cookie ${index}`, value])),
  };
  for (const [what, secret] of Object.entries(secrets)) {
    expect(product.output.includes(secret), `${what} in the output`).toBe(false);
  }
});

test.each([
  ['the owner', 'DATABASE_URL', /password authentication failed for user "openslb"/],
  ['a role that is not there', 'OPENSLB_WORKER_DATABASE_URL', /The database has no role "nobody"/],
])('a wrong password of %s ends a start with one line without it', async (_, name, message) => {
  const url = new URL(String(variables[name]));
  url.password = WRONG_PASSWORD;
  if (name !== 'DATABASE_URL') {
    url.username = 'nobody';
  }
  const other = {
    ...variables,
    [name]: url.href,
    OPENSLB_DATA_DIR: join(directory, 'other'),
    PORT: String(await freePort()),
    OPENSLB_METRICS_PORT: String(await freePort()),
  };
  const second = new SupervisedProduct(other).spawn();
  expect(await second.ended()).toBe(1);
  expect(second.output).toMatch(message);
  for (const secret of [WRONG_PASSWORD, SECRET, PREVIOUS_SECRET, PASSWORD, passwordOf(database.url)]) {
    expect(second.output).not.toContain(secret);
  }
});

test('one role for all works as before, and one line says so', async () => {
  product.signal('SIGTERM');
  await product.ended();
  product = await new SupervisedProduct({ ...variables, OPENSLB_CONSOLE_DATABASE_URL: '', OPENSLB_WORKER_DATABASE_URL: '' }).start();
  const told = product.output.split('\n').filter((line) => line.includes('share the rights of the owner'));
  expect(told).toHaveLength(1);
  expect((await signIn(PASSWORD)).status).toBe(200);
});
