import pg from 'pg';
import { migrate } from '#prisma/migrate.ts';
import { startThrowawayCluster, type ThrowawayCluster } from '#scripts/postgres/throwaway.ts';

export const TEMPLATE_DATABASE = 'openslb_template';

/** A throwaway Postgres with one migrated template database. */
export async function startTestCluster(): Promise<ThrowawayCluster> {
  const cluster = await startThrowawayCluster();
  const client = new pg.Client({ connectionString: cluster.adminUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
    await migrate(cluster.url(TEMPLATE_DATABASE));
    await client.query(`ALTER DATABASE ${TEMPLATE_DATABASE} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true`);
  } finally {
    await client.end();
  }
  return cluster;
}
