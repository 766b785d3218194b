import { database } from '../database.ts';
import { log } from '../log.ts';
import { currentTick, releaseDue } from './release-due.ts';

/** Several times within the minute in which a tick holds. */
const ASK_MS = 15_000;

/** Asks the database again and again whether a full or half hour has begun, and executes what is due then. Returns what ends it. */
export function startReleaseTimer(): () => void {
  let isBusy = false;
  const ask = async () => {
    if (isBusy) {
      return;
    }
    isBusy = true;
    try {
      const prisma = database();
      const tick = await currentTick(prisma);
      if (tick !== null) {
        await releaseDue(prisma, tick);
      }
    } catch (error) {
      log('warn', 'scheduled-release:not-asked', { error });
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void ask(), ASK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
