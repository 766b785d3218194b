import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Line of postmaster.pid that holds the port. */
const PORT_LINE = 3;

/** Of the embedded Postgres that `npm start` keeps running. */
export function embeddedDatabaseUrl(dataDirectory: string): string {
  const lockFile = join(dataDirectory, 'postgres', 'postmaster.pid');
  if (!existsSync(lockFile)) {
    throw new Error('No database is running: start the product with npm start, or set DATABASE_URL.');
  }
  const port = readFileSync(lockFile, 'utf8').split('\n')[PORT_LINE];
  const password = readFileSync(join(dataDirectory, 'postgres-password'), 'utf8').trim();
  return `postgresql://openslb:${password}@127.0.0.1:${port}/openslb`;
}
