import { randomUUID } from 'node:crypto';
import { DomainError } from '#domain/domain-error.ts';
import type { Database } from '../read.ts';

export interface TryLimit {
  /** So many in one window, which starts with the first and is not prolonged by later ones. */
  max: number;
  windowMs: number;
}

/** No window is longer: rows that are older say nothing any more. */
export const TRY_WINDOW_MAX_MS = 5 * 60_000;

/**
 * Counts a try before anything is looked at, so that tries in parallel count too; refuses it with the time to wait once
 * there have been too many. Give it a connection of its own: a try that fails has to stay counted.
 */
export async function takeTry(db: Database, key: string, { max, windowMs }: TryLimit): Promise<void> {
  const now = Date.now();
  await db.$executeRaw`DELETE FROM rate_limit WHERE last_request < ${now - TRY_WINDOW_MAX_MS} AND key <> ${key}`;
  const over = now - windowMs;
  const [row] = await db.$queryRaw<{ count: number; since: bigint }[]>`
    INSERT INTO rate_limit AS r (id, key, count, last_request) VALUES (${randomUUID()}, ${key}, 1, ${now})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN r.last_request < ${over} THEN 1 ELSE r.count + 1 END,
      last_request = CASE WHEN r.last_request < ${over} THEN excluded.last_request ELSE r.last_request END
    RETURNING count, last_request AS since`;
  if (row && row.count > max) {
    throw tooManyTries(Number(row.since) + windowMs - now);
  }
}

export async function clearTries(db: Database, key: string): Promise<void> {
  await db.rateLimit.deleteMany({ where: { key } });
}

export function tooManyTries(waitMs: number): DomainError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  return new DomainError('TooManyRequests', `Too many tries. Wait ${retryAfterSeconds} seconds.`, { retryAfterSeconds });
}
