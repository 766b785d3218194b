import pg from 'pg';
import { grantRights } from '#prisma/grant-rights.ts';
import { migrate } from '#prisma/migrate.ts';
import { PARTS } from '#prisma/rights.ts';
import { ensureLoginRole } from '#scripts/postgres/login-role.ts';
import { startThrowawayCluster, type ThrowawayCluster } from '#scripts/postgres/throwaway.ts';

export const TEMPLATE_DATABASE = 'openslb_template';
/** As the embedded Postgres has them; their password is that of the superuser. */
export const ROLES = { console: 'openslb_console', worker: 'openslb_worker' } as const;

/** A throwaway Postgres with the roles of both parts and one migrated template database. */
export async function startTestCluster(): Promise<ThrowawayCluster> {
  const cluster = await startThrowawayCluster();
  const client = new pg.Client({ connectionString: cluster.adminUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
    await migrate(cluster.url(TEMPLATE_DATABASE));
    await Promise.all(PARTS.map((part) => ensureLoginRole(cluster.adminUrl, ROLES[part], new URL(cluster.adminUrl).password)));
    await grantRights(cluster.url(TEMPLATE_DATABASE), ROLES);
    await client.query(`ALTER DATABASE ${TEMPLATE_DATABASE} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true`);
  } finally {
    await client.end();
  }
  return cluster;
}
