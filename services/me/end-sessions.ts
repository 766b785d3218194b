import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { endSessions } from '../session/internal.ts';
import { write } from '../write.ts';
import { requireOwnSession } from './internal.ts';

/** One of the user's own; without an id all but the one that asks. */
export async function endOwnSessions(context: Context, { id }: { id?: string }): Promise<void> {
  const { userId, sessionId } = requireOwnSession(context);
  await write(context, { in: place.anywhere, needs: null, proof: 'recent-session' }, async (tx) => ({
    answer: undefined,
    audit: await endSessions(tx, userId, id === undefined ? { except: sessionId } : { id }),
  }));
}
