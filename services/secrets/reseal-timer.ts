import { database } from '../database.ts';
import { readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { reseal } from './reseal.ts';

const RETRY_MS = 60_000;

/** Once after a start with a previous secret; again while the database is away. Returns what ends it. */
export function startResealing(): () => void {
  const { secret, previousSecrets } = readEnvironment();
  let timer: NodeJS.Timeout | undefined;
  const run = async () => {
    try {
      const { resealed, unreadable } = await reseal(database(), [secret, ...previousSecrets]);
      log('info', 'secrets:resealed', { resealed, unreadable: unreadable.length });
      for (const row of unreadable) {
        log('error', 'secret:unreadable', { ...row });
      }
    } catch (error) {
      log('warn', 'secrets:not-resealed', { error });
      timer = setTimeout(() => void run(), RETRY_MS);
      timer.unref();
    }
  };
  if (previousSecrets.length > 0) {
    void run();
  }
  return () => clearTimeout(timer);
}
