import type { SessionView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { loadSessions, requireUser } from './internal.ts';

/** Of any user, for administrators. */
export async function listSessions(context: Context, { userId }: { userId: string }): Promise<SessionView[]> {
  return read(context, { in: place.everywhere, needs: 'administrator' }, async (db) => {
    await requireUser(db, userId);
    return loadSessions(db, userId, context.session?.id);
  });
}
