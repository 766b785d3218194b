import { DomainError, parseInput } from '#domain/domain-error.ts';
import { TimeRangeQuery, type TrafficRange, trafficRange } from '#domain/traffic.ts';
import type { Context } from '../context.ts';
import { isTooSlow } from '../database-error.ts';
import type { Place } from '../place.ts';
import { type Database, read } from '../read.ts';

/** Ends on the server too, unlike what the client gives up: many who try again must not pile up there. */
const QUERY_MS_MAX = 8000;
const TOO_MUCH = 'So much takes too long to read: ask for a shorter time.';

/** Reads what happened in a time that the caller names; "now" by the clock of the database, which every node is compared with. */
export async function readInRange<T>(
  context: Pick<Context, 'prisma' | 'actor'>,
  at: Place,
  query: unknown,
  load: (db: Database, range: TrafficRange, now: Date) => Promise<T>,
): Promise<T> {
  const wanted = parseInput(TimeRangeQuery, query);
  return read(context, { in: at, needs: 'viewer' }, async (db) => {
    await db.$executeRaw`SELECT set_config('statement_timeout', ${`${QUERY_MS_MAX}ms`}, true)`;
    const [clock] = await db.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
    const now = clock?.now ?? new Date();
    return load(db, trafficRange(wanted, now), now).catch((error: unknown) => {
      throw isTooSlow(error) ? new DomainError('InvalidParameter', TOO_MUCH, { path: 'from', cause: error }) : error;
    });
  });
}
