import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

export * from './generated/client.ts';

const CONNECTIONS_MAX = 10;
/** For a connection: to be made, or to become free. Somebody waits for the answer. */
const CONNECTION_MS_MAX = 5000;
/** Longer than any lock is waited for; a database that is silent for so long is away. */
const QUERY_MS_MAX = 20_000;

/** A client of its own for one database; the caller disconnects it. */
export function createPrismaClient(databaseUrl: string): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaPg({
      connectionString: databaseUrl,
      max: CONNECTIONS_MAX,
      connectionTimeoutMillis: CONNECTION_MS_MAX,
      query_timeout: QUERY_MS_MAX,
      keepAlive: true,
    }),
  });
}
