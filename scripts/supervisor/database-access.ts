import { join } from 'node:path';
import pg from 'pg';
import { grantRights, type PartRoles } from '../../prisma/grant-rights.ts';
import { migrate } from '../../prisma/migrate.ts';
import type { PARTS } from '../../prisma/rights.ts';
import type { Cluster } from '../postgres/cluster.ts';
import { ensureLoginRole } from '../postgres/login-role.ts';
import { readOrCreatePassword } from '../postgres/password-file.ts';
import type { Environment } from './environment.ts';
import type { Log } from './log.ts';

/** How each program signs in to the database: with rights of its own (prisma/rights.ts), or all as the owner of the tables. */
export interface DatabaseAccess {
  ownerUrl: string;
  consoleUrl: string;
  workerUrl: string;
  /** Null: nothing is granted, since both parts are the owner. */
  roles: PartRoles | null;
}

const DATABASE_NAME = 'openslb';
const EMBEDDED_ROLES: PartRoles = { console: 'openslb_console', worker: 'openslb_worker' };

/** Makes the database and both roles where they are missing; their passwords are beside the superuser's. */
export async function embeddedAccess(cluster: Cluster, dataDirectory: string): Promise<DatabaseAccess> {
  const superuserUrl = cluster.url('postgres');
  await prepareDatabase(superuserUrl);
  const urlOf = async (part: (typeof PARTS)[number]) => {
    const password = readOrCreatePassword(join(dataDirectory, `postgres-password-${part}`));
    await ensureLoginRole(superuserUrl, EMBEDDED_ROLES[part], password);
    return cluster.url(DATABASE_NAME, { role: EMBEDDED_ROLES[part], password });
  };
  const [consoleUrl, workerUrl] = await Promise.all([urlOf('console'), urlOf('worker')]);
  return { ownerUrl: cluster.url(DATABASE_NAME), consoleUrl, workerUrl, roles: EMBEDDED_ROLES };
}

/** Of a Postgres that the administrator runs. */
export function givenAccess(ownerUrl: string, parts: Environment['partDatabaseUrls'], log: Log): DatabaseAccess {
  if (parts === null) {
    log('Console and worker share the rights of the owner of the database; docs/operations.md tells how each gets its own');
    return { ownerUrl, consoleUrl: ownerUrl, workerUrl: ownerUrl, roles: null };
  }
  return {
    ownerUrl,
    consoleUrl: parts.console,
    workerUrl: parts.worker,
    roles: { console: roleOf(parts.console), worker: roleOf(parts.worker) },
  };
}

/** Tables first, then the rights on them. */
export async function prepareTables({ ownerUrl, roles }: DatabaseAccess, log: Log): Promise<void> {
  const applied = await migrate(ownerUrl);
  if (applied.length > 0) {
    log(`Database migrated: ${applied.join(', ')}`);
  }
  if (roles !== null) {
    (await grantRights(ownerUrl, roles)).forEach(log);
  }
}

/** Whom a connection with this URL is; as libpq does, without a user that of the process. */
function roleOf(url: string): string {
  return new pg.Client({ connectionString: url }).user ?? '';
}

async function prepareDatabase(superuserUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE_NAME]);
    if (rowCount === 0) {
      await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
    }
    // By default any role may connect everywhere and make temporary tables.
    await client.query(`REVOKE ALL ON DATABASE ${DATABASE_NAME}, postgres, template1 FROM PUBLIC`);
  } finally {
    await client.end();
  }
}
