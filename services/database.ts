import { createPrismaClient, type PrismaClient } from '#prisma/client.ts';
import { readEnvironment } from './environment.ts';
import { processWide } from './process-wide.ts';

/** The console's database client: one pool per process, opened at first use. */
export function database(): PrismaClient {
  const { databaseUrl } = readEnvironment();
  return processWide('database', databaseUrl, () => createPrismaClient(databaseUrl));
}
