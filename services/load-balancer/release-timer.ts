import { database } from '../database.ts';
import { repeat } from '../repeat.ts';
import { currentTick, releaseDue } from './release-due.ts';

/** Several times within the minute in which a tick holds. */
const ASK_MS = 15_000;

/** Asks the database again and again whether a full or half hour has begun, and executes what is due then. Returns what ends it. */
export function startReleaseTimer(): () => void {
  const releaseWhatIsDue = async () => {
    const prisma = database();
    const tick = await currentTick(prisma);
    if (tick !== null) {
      await releaseDue(prisma, tick);
    }
  };
  return repeat(releaseWhatIsDue, { everyMs: ASK_MS, failed: 'scheduled-release:not-asked' });
}
