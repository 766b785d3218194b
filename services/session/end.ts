import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { endSessions, requireUser } from './internal.ts';

/** One session of any user, or all of them; whoever sits in front of it has to sign in again. */
export async function endSessionsOf(context: Context, { userId, sessionId }: { userId: string; sessionId?: string }): Promise<void> {
  await write(context, { in: place.everywhere, needs: 'administrator', proof: 'recent-session' }, async (tx) => {
    await requireUser(tx, userId);
    return { answer: undefined, audit: await endSessions(tx, userId, sessionId === undefined ? { except: null } : { id: sessionId }) };
  });
}
