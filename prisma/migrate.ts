import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export const MIGRATIONS_DIRECTORY = fileURLToPath(new URL('./migrations', import.meta.url));
/** The lock that Prisma's own tools take: whoever migrates, one at a time. */
export const ADVISORY_LOCK = 72_707_369;
const LOCK_WAIT_MS_MAX = 120_000;
const POSTGRES_VERSION_MIN = 14;

/** The database and this version of the program do not fit; the message is one sentence for the administrator. */
export class MigrationRefused extends Error {
  override name = 'MigrationRefused';
}

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

/**
 * Brings the database up to the migrations of the folder, each file in a transaction of its own together with its
 * row in `_prisma_migrations`, so that a failing one leaves nothing. Returns the names of those applied now. Where
 * nothing is left to apply, whoever may read that table will do; else it takes the owner of the tables.
 */
export async function migrate(databaseUrl: string, directory = MIGRATIONS_DIRECTORY): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'openslb migrate' });
  // A connection lost between two queries is told by the next query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await refuseOldPostgres(client);
    if (!(await mayMigrate(client))) {
      await requireNothingPending(client, readMigrations(directory));
      return [];
    }
    await client.query(`SET lock_timeout = ${LOCK_WAIT_MS_MAX}`);
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await client.query('SET lock_timeout = 0');
    await client.query(CREATE_TABLE);
    const pending = pendingMigrations(readMigrations(directory), await readApplied(client));
    for (const migration of pending) {
      await applyMigration(client, migration);
    }
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

async function refuseOldPostgres(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
  const version = Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  if (version < POSTGRES_VERSION_MIN) {
    throw new MigrationRefused(`The database is PostgreSQL ${version}; version ${POSTGRES_VERSION_MIN} or newer is needed.`);
  }
}

async function mayMigrate(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>("SELECT has_schema_privilege(current_schema(), 'CREATE') AS may");
  return rows[0]?.may === true;
}

async function requireNothingPending(client: pg.Client, known: Migration[]): Promise<void> {
  const { rows } = await client.query<{ user: string; may_read: boolean | null }>(
    "SELECT current_user AS user, has_table_privilege(to_regclass('_prisma_migrations'), 'SELECT') AS may_read",
  );
  const pending = rows[0]?.may_read === true ? pendingMigrations(known, await readApplied(client)) : known;
  if (pending.length > 0) {
    throw new MigrationRefused(
      `The database lacks ${pending.length} of the migrations of this version, and "${rows[0]?.user}" may not apply them: run npm run database -- grant with the DATABASE_URL of the owner of the tables.`,
    );
  }
}

function readMigrations(directory: string): Migration[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

async function readApplied(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
  );
  return rows;
}

function pendingMigrations(known: Migration[], applied: AppliedMigration[]): Migration[] {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const { migration_name: name, checksum, finished_at: finishedAt } of applied) {
    const migration = byName.get(name);
    if (migration === undefined) {
      throw new MigrationRefused(
        `The database is newer than this version of OpenSLB: it holds the migration "${name}", which this version does not know. Start the newer version.`,
      );
    }
    if (finishedAt === null) {
      throw new MigrationRefused(
        `The migration "${name}" failed in this database and was not resolved. Restore the database, or resolve it with "prisma migrate resolve".`,
      );
    }
    if (checksum !== migration.checksum) {
      throw new MigrationRefused(
        `The migration "${name}" was changed after it was applied to this database. Restore the file; changes go into a new migration.`,
      );
    }
    byName.delete(name);
  }
  return [...byName.values()];
}

async function applyMigration(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  try {
    const startedAt = new Date();
    await client.query(migration.sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, $4, 1)`,
      [randomUUID(), migration.checksum, migration.name, startedAt],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new Error(
      `The migration "${migration.name}" failed, nothing of it was applied: ${cause instanceof Error ? cause.message : cause}`,
      {
        cause,
      },
    );
  }
}

/** As Prisma's tools create it. */
const CREATE_TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                  varchar(36) PRIMARY KEY NOT NULL,
    checksum            varchar(64) NOT NULL,
    finished_at         timestamptz,
    migration_name      varchar(255) NOT NULL,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;
