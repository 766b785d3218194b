import { database } from '../database.ts';
import { log } from '../log.ts';
import { pruneOperationLog } from './prune.ts';

const EVERY_MS = 3600_000;
/** Not in the busy seconds of a start. */
const FIRST_MS = 60_000;

/** Forgets what the operation log no longer has to keep, every hour. Returns what ends it. */
export function startPruneTimer(): () => void {
  let isBusy = false;
  const prune = async () => {
    if (isBusy) {
      return;
    }
    isBusy = true;
    try {
      await pruneOperationLog(database());
    } catch (error) {
      log('warn', 'operation-log:not-pruned', { error });
    } finally {
      isBusy = false;
    }
  };
  const first = setTimeout(() => void prune(), FIRST_MS);
  const timer = setInterval(() => void prune(), EVERY_MS);
  first.unref();
  timer.unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}
