import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROLES } from '#test/cluster.ts';
import { createTestDatabase, type TestDatabase, urlAs } from '#test/database.ts';
import { grantRights, RightsRefused } from './grant-rights.ts';
import { FUNCTIONS, PARTS, type Part, TABLES } from './rights.ts';

const INSUFFICIENT_PRIVILEGE = '42501';

let database: TestDatabase;
const clients = {} as Record<Part | 'owner', pg.Client>;

beforeAll(async () => {
  database = await createTestDatabase();
  const urls = { owner: database.url, console: urlAs('console', database.url), worker: urlAs('worker', database.url) };
  for (const [who, connectionString] of Object.entries(urls) as [Part | 'owner', string][]) {
    clients[who] = new pg.Client({ connectionString });
    await clients[who].connect();
  }
});

afterAll(async () => {
  await Promise.all(Object.values(clients).map((client) => client.end()));
  await database.drop();
});

const rowsOf = async <Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []) =>
  (await clients.owner.query<Row>(sql, values)).rows;

/** `SELECT, UPDATE (at, by)` as lines of the catalog: a right on the table, or on a column of it. */
function linesOf(table: string, rights: string): string[] {
  return [...rights.matchAll(/([A-Z]+)(?: \(([^)]*)\))?/g)].flatMap(([, privilege, columns]) =>
    columns === undefined ? [`${table} ${privilege}`] : columns.split(', ').map((column) => `${table} ${privilege} ${column}`),
  );
}

describe('the list of rights', () => {
  test('names every table and view there is, and no other', async () => {
    const tables = await rowsOf<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')",
    );
    expect(Object.keys(TABLES).sort()).toEqual(tables.map(({ name }) => name).sort());
  });

  test('names every function that somebody could call, and no other', async () => {
    const functions = await rowsOf<{ name: string }>(
      "SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prorettype <> 'trigger'::regtype",
    );
    expect(Object.keys(FUNCTIONS).sort()).toEqual(functions.map(({ name }) => name).sort());
  });

  test('has no sequences to name', async () => {
    expect(await rowsOf('SELECT sequencename FROM pg_sequences')).toEqual([]);
  });

  test.each(PARTS)('of the %s is what the database says', async (part) => {
    const onTables = await rowsOf<{ line: string }>(
      `SELECT relname || ' ' || a.privilege_type AS line FROM pg_class c, aclexplode(c.relacl) a
       WHERE c.relnamespace = 'public'::regnamespace AND a.grantee IN ($1::regrole, 0::regrole)`,
      [ROLES[part]],
    );
    const onColumns = await rowsOf<{ line: string }>(
      `SELECT relname || ' ' || a.privilege_type || ' ' || attname AS line
       FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid, aclexplode(t.attacl) a
       WHERE c.relnamespace = 'public'::regnamespace AND a.grantee IN ($1::regrole, 0::regrole)`,
      [ROLES[part]],
    );
    const expected = Object.entries(TABLES).flatMap(([table, rights]) => linesOf(table, rights[part]));
    expect([...onTables, ...onColumns].map(({ line }) => line).sort()).toEqual(expected.sort());

    const callable = await rowsOf<{ name: string }>(
      `SELECT proname AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prorettype <> 'trigger'::regtype
       AND has_function_privilege($1, oid, 'EXECUTE')`,
      [ROLES[part]],
    );
    const listed = Object.entries(FUNCTIONS).filter(([, parts]) => parts.includes(part));
    expect(callable.map(({ name }) => name).sort()).toEqual(listed.map(([name]) => name).sort());
  });
});

test('what runs with the rights of the owner looks for names in one schema only', async () => {
  const definers = await rowsOf<{ name: string; settings: string[] }>(
    "SELECT proname AS name, proconfig AS settings FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef",
  );
  expect(definers.map(({ name }) => name)).toContain('openslb_versioned');
  for (const { name, settings } of definers) {
    expect(`${name} ${settings}`).toMatch(/ search_path=(pg_catalog, )?public, pg_temp$/);
  }
});

// ASVS 13.2.1, 13.2.2: each part signs in to the database as itself, with no more rights than it needs.
describe('neither part', () => {
  test.each(PARTS)('(%s) is anybody but itself, or more than a role that signs in', async (part) => {
    const { rows } = await clients[part].query(
      `SELECT current_user AS name, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
         (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid) AS memberships,
         (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS owned
       FROM pg_roles r WHERE rolname = current_user`,
    );
    expect(rows).toEqual([
      {
        name: ROLES[part],
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        rolbypassrls: false,
        memberships: 0,
        owned: 0,
      },
    ]);
  });

  test.each(
    PARTS.flatMap((part) =>
      [
        'CREATE TABLE mine (id int)',
        'CREATE FUNCTION openslb_ip_version(text) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
        'CREATE SCHEMA mine',
        'CREATE DATABASE mine',
        'CREATE ROLE mine',
        'ALTER TABLE region ADD COLUMN mine int',
        'ALTER TABLE audit_entry DISABLE TRIGGER USER',
        'DROP TABLE region',
        'TRUNCATE region CASCADE',
        'SET ROLE openslb',
        'SET session_replication_role = replica',
        "COPY region TO PROGRAM 'true'",
        "SELECT pg_read_file('postgresql.conf')",
        'SELECT rolpassword FROM pg_authid',
        'UPDATE _prisma_migrations SET checksum = checksum',
        'UPDATE audit_entry SET action = action',
        'DELETE FROM audit_entry',
        'UPDATE audit_chain SET pruned_position = 0',
        'DELETE FROM audit_seal',
        'UPDATE resource_version SET document = document',
        "SELECT openslb_keep_version('listener', 'lsn-x')",
        'UPDATE failover_event SET reason = reason',
      ].map((statement) => ({ part, statement })),
    ),
  )('may ($part) $statement', async ({ part, statement }) => {
    await expect(clients[part].query(statement)).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  });
});

test.each([
  'SELECT password FROM account',
  'SELECT email FROM user_account',
  'SELECT token FROM session',
  'SELECT secret FROM credential',
  'SELECT secret FROM two_factor',
  'SELECT * FROM audit_entry',
  'SELECT * FROM setup_token',
  'SELECT * FROM user_link',
  'SELECT * FROM security_settings',
  'SELECT * FROM verification',
  "INSERT INTO access_grant (user_id, role, created_by) VALUES ('me', 'administrator', 'me')",
  "INSERT INTO audit_entry (actor_type, actor_name, resource_type, resource_id, action) VALUES ('user', 'Ada', 'user', 'x', 'x')",
  "UPDATE server SET address = '192.0.2.1'",
  'UPDATE listener SET enabled = true',
  'DELETE FROM load_balancer',
  "INSERT INTO probe_request (region_id, server_name, address, port, settings, requested_by) VALUES ('r', 's', '127.0.0.1', 22, '{}', 'x')",
  "UPDATE probe_request SET address = '127.0.0.1'",
  'UPDATE failover_drill SET seconds = 600',
  'UPDATE region SET name = name',
])('the worker may not %s', async (statement) => {
  await expect(clients.worker.query(statement)).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
});

test.each([
  'INSERT INTO failover_event DEFAULT VALUES',
  'UPDATE listener_status SET revision = 1',
  'DELETE FROM verdict',
  'UPDATE proxy_node SET heartbeat_at = now()',
  'UPDATE failover_drill SET seconds = 600',
  "INSERT INTO audit_seal VALUES (1, gen_random_uuid(), '')",
  'INSERT INTO _prisma_migrations DEFAULT VALUES',
])('the console may not %s', async (statement) => {
  await expect(clients.console.query(statement)).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
});

describe('granting', () => {
  test('takes away what is not listed, and may be repeated', async () => {
    await clients.owner.query('GRANT ALL ON audit_entry TO openslb_console, PUBLIC; GRANT SELECT (password) ON account TO openslb_worker');
    expect(await grantRights(database.url, ROLES)).toEqual([]);
    expect(await grantRights(database.url, ROLES)).toEqual([]);
    await expect(clients.console.query('DELETE FROM audit_entry')).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
    await expect(clients.worker.query('SELECT password FROM account')).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  });

  test('to a role that is not there says how it is made', async () => {
    await expect(grantRights(database.url, { ...ROLES, worker: 'no body' })).rejects.toThrow(
      'The database has no role "no body". Create it as an administrator of the database: CREATE ROLE "no body" LOGIN PASSWORD \'…\';',
    );
  });

  test.each([
    { ...ROLES, console: 'openslb' },
    { ...ROLES, worker: ROLES.console },
  ])('refuses one role for two: %o', async (roles) => {
    await expect(grantRights(database.url, roles)).rejects.toBeInstanceOf(RightsRefused);
  });

  test('tells of a role that may more by what it is', async () => {
    await clients.owner.query('CREATE ROLE rights_test_excess CREATEROLE; GRANT openslb TO rights_test_excess');
    try {
      expect(await grantRights(database.url, { ...ROLES, worker: 'rights_test_excess' })).toEqual([
        'The database role "rights_test_excess" may more than it needs (creates roles, a member of the owner, creates tables); see docs/operations.md',
      ]);
    } finally {
      await clients.owner.query('DROP OWNED BY rights_test_excess; DROP ROLE rights_test_excess');
    }
  });
});
