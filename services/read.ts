import type { Prisma } from '#prisma/client.ts';
import type { Context } from './context.ts';
import { toDomainError } from './database-error.ts';

/** What loaders take: they run inside a read or a write alike. */
export type Database = Prisma.TransactionClient;

/** Several queries that see one moment of the database: a view never mixes before and after. */
export async function read<T>(context: Pick<Context, 'prisma'>, query: (db: Database) => Promise<T>): Promise<T> {
  try {
    return await context.prisma.$transaction(query, { isolationLevel: 'RepeatableRead', maxWait: 5000, timeout: 20_000 });
  } catch (error) {
    throw toDomainError(error);
  }
}
