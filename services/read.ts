import type { Prisma } from '#prisma/client.ts';
import type { Context } from './context.ts';
import { toDomainError } from './database-error.ts';
import { type Access, loadAccess } from './permission/access.ts';
import { authorize, type Need } from './permission/authorize.ts';
import type { Place } from './place.ts';

/** What loaders take: they run inside a read or a write alike. */
export type Database = Prisma.TransactionClient;

export interface ReadOptions {
  /** What is looked at, and the role that it takes there. */
  in: Place;
  needs: Need;
}

/**
 * Judges whether the actor may, then reads. All queries see one moment of the database: a view never mixes before and
 * after, and is judged by the grants of its own moment.
 */
export async function read<T>(
  context: Pick<Context, 'prisma' | 'actor'>,
  options: ReadOptions,
  query: (db: Database, access: Access) => Promise<T>,
): Promise<T> {
  const judged = async (db: Database) => {
    const access = await loadAccess(db, context.actor);
    await authorize(db, access, options.in, options.needs);
    return query(db, access);
  };
  try {
    return await context.prisma.$transaction(judged, { isolationLevel: 'RepeatableRead', maxWait: 5000, timeout: 20_000 });
  } catch (error) {
    throw toDomainError(error);
  }
}
