import { database } from '../database.ts';
import { repeat } from '../repeat.ts';
import { pruneOperationLog } from './prune.ts';

const EVERY_MS = 3600_000;
/** Not in the busy seconds of a start. */
const FIRST_MS = 60_000;

/** Forgets what the operation log no longer has to keep, every hour. Returns what ends it. */
export function startPruneTimer(): () => void {
  return repeat(async () => void (await pruneOperationLog(database())), {
    everyMs: EVERY_MS,
    firstMs: FIRST_MS,
    failed: 'operation-log:not-pruned',
  });
}
