import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROLES } from '#test/cluster.ts';
import { createEmptyTestDatabase, type TestDatabase, urlAs } from '#test/database.ts';
import { grantRights } from './grant-rights.ts';
import { MIGRATIONS_DIRECTORY, MigrationRefused, migrate } from './migrate.ts';

let database: TestDatabase;
let directory: string;

beforeEach(async () => {
  database = await createEmptyTestDatabase();
  directory = mkdtempSync(join(tmpdir(), 'openslb-migrations-'));
});

afterEach(async () => {
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

function writeMigration(name: string, sql: string): void {
  mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, name, 'migration.sql'), sql);
}

async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('a fresh database gets every migration in order, and a second run changes nothing', async () => {
  const applied = await migrate(database.url);
  expect(applied.length).toBeGreaterThan(1);
  expect(applied).toEqual([...applied].sort());
  expect(await migrate(database.url)).toEqual([]);
  const rows = await query<{ migration_name: string; finished_at: Date; applied_steps_count: number }>(
    'SELECT migration_name, finished_at, applied_steps_count FROM _prisma_migrations ORDER BY migration_name',
  );
  expect(rows.map((row) => row.migration_name)).toEqual(applied);
  expect(rows.every((row) => row.finished_at !== null && row.applied_steps_count === 1)).toBe(true);
});

test('concurrent starts apply each migration once', async () => {
  const results = await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
  expect(results.filter((applied) => applied.length > 0)).toHaveLength(1);
});

test('a database that holds a migration this version does not know is refused and left alone', async () => {
  cpSync(MIGRATIONS_DIRECTORY, directory, { recursive: true });
  writeMigration('29990101000000_from_the_future', 'CREATE TABLE from_the_future (id int)');
  await migrate(database.url, directory);
  await expect(migrate(database.url)).rejects.toThrow(/newer than this version.*29990101000000_from_the_future/);
  await expect(migrate(database.url)).rejects.toBeInstanceOf(MigrationRefused);
});

test('an applied migration whose file was changed is refused', async () => {
  writeMigration('20260101000000_one', 'CREATE TABLE one (id int)');
  await migrate(database.url, directory);
  writeMigration('20260101000000_one', 'CREATE TABLE one (id bigint)');
  await expect(migrate(database.url, directory)).rejects.toThrow(/"20260101000000_one" was changed after it was applied/);
});

test('a migration that another tool left unfinished is refused', async () => {
  writeMigration('20260101000000_one', 'CREATE TABLE one (id int)');
  await migrate(database.url, directory);
  await query('UPDATE _prisma_migrations SET finished_at = NULL');
  await expect(migrate(database.url, directory)).rejects.toThrow(/"20260101000000_one" failed in this database/);
});

test('a failing migration leaves nothing half applied, keeps the earlier ones, and can be repaired', async () => {
  writeMigration('20260101000000_one', 'CREATE TABLE one (id int)');
  writeMigration('20260102000000_two', 'CREATE TABLE two (id int); INSERT INTO two VALUES (1); SELECT 1/0;');
  await expect(migrate(database.url, directory)).rejects.toThrow(/"20260102000000_two" failed.*division by zero/);
  expect(await query("SELECT to_regclass('one') AS one, to_regclass('two') AS two")).toEqual([{ one: 'one', two: null }]);
  writeMigration('20260102000000_two', 'CREATE TABLE two (id int)');
  expect(await migrate(database.url, directory)).toEqual(['20260102000000_two']);
});

test('function bodies with semicolons arrive whole', async () => {
  writeMigration(
    '20260101000000_function',
    "CREATE FUNCTION answer() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM ';'; RETURN 42; END $$;",
  );
  await migrate(database.url, directory);
  expect(await query('SELECT answer()')).toEqual([{ answer: 42 }]);
});

test('who may not create tables is told when a migration is missing, and may go on when none is', async () => {
  const asConsole = urlAs('console', database.url);
  await query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
  await expect(migrate(asConsole)).rejects.toThrow(
    /^The database lacks \d+ of the migrations of this version, and "openslb_console" may not apply them: run npm run database -- grant/,
  );
  await migrate(database.url);
  await expect(migrate(asConsole)).rejects.toBeInstanceOf(MigrationRefused);
  await grantRights(database.url, ROLES);
  expect(await migrate(asConsole)).toEqual([]);
});
