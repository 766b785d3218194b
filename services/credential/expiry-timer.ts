import { database } from '../database.ts';
import { repeat } from '../repeat.ts';
import { removeExpiredCredentials } from './remove-expired.ts';

const EVERY_MS = 3600_000;
/** Not in the busy seconds of a start. */
const FIRST_MS = 90_000;

/** Removes credentials that expired long ago, every hour. Returns what ends it. */
export function startExpiryTimer(): () => void {
  return repeat(() => removeExpiredCredentials(database()), {
    everyMs: EVERY_MS,
    firstMs: FIRST_MS,
    failed: 'expired-credentials:not-removed',
  });
}
