import { startTestCluster } from './cluster.ts';
import { CLUSTER_URL_VARIABLE } from './database.ts';

/** One Postgres for the whole run, of vitest or of Playwright; both call what is returned at the end. */
export default async function setup(): Promise<() => Promise<void>> {
  const cluster = await startTestCluster();
  process.env[CLUSTER_URL_VARIABLE] = cluster.adminUrl;
  return () => cluster.stop();
}
