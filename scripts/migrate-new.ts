import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS_DIRECTORY, migrate } from '#prisma/migrate.ts';
import { diffDatabaseToSchema } from './migrations/diff.ts';
import { startThrowawayCluster } from './postgres/throwaway.ts';

/** `npm run migrate:new NAME`: writes a migration from what changed in the schema, made in a throwaway database. */
async function main([name]: string[]): Promise<void> {
  if (name === undefined || !/^[a-z][a-z0-9_]{0,60}$/.test(name)) {
    throw new Error('Usage: npm run migrate:new NAME     NAME: letters a-z, digits and "_", for example listener_idle_timeout');
  }
  const cluster = await startThrowawayCluster();
  try {
    await migrate(cluster.adminUrl);
    const sql = await diffDatabaseToSchema(cluster.adminUrl);
    if (sql === '') {
      console.log('The migrations make the schema already: nothing to do.');
      return;
    }
    const directory = join(MIGRATIONS_DIRECTORY, `${timestamp(new Date())}_${name}`);
    mkdirSync(directory);
    writeFileSync(join(directory, 'migration.sql'), sql);
    console.log(`${sql}\nWritten to ${directory}/migration.sql. Read it; add by hand what the schema cannot say.`);
  } finally {
    await cluster.stop();
  }
}

/** As Prisma names them: UTC, to the second. */
function timestamp(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(0, 14);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
