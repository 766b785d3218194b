import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Part } from '#prisma/rights.ts';
import { ROLES, TEMPLATE_DATABASE } from './cluster.ts';

export const CLUSTER_URL_VARIABLE = 'OPENSLB_TEST_CLUSTER_URL';

export interface TestDatabase {
  /** As the owner of the tables. */
  url: string;
  /** Ends every connection to it and removes it. */
  drop(): Promise<void>;
}

/** A migrated database of its own, in the cluster that the global setup started. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE_DATABASE} STRATEGY file_copy`);
  return { url: databaseUrl(name), drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** As `createTestDatabase`, without tables: for tests of what makes the tables. */
export async function createEmptyTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(`CREATE DATABASE ${name}`);
  return { url: databaseUrl(name), drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** The same database with the rights of the console or of a worker, as `npm start` runs them. */
export function urlAs(part: Part, ownerUrl: string): string {
  const url = new URL(ownerUrl);
  url.username = ROLES[part];
  return url.href;
}

function databaseUrl(name: string): string {
  const url = new URL(clusterUrl());
  url.pathname = `/${name}`;
  return url.href;
}

function clusterUrl(): string {
  const url = process.env[CLUSTER_URL_VARIABLE];
  if (url === undefined) {
    throw new Error(`${CLUSTER_URL_VARIABLE} is not set: test/global-setup.ts starts the cluster and sets it.`);
  }
  return url;
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: clusterUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
