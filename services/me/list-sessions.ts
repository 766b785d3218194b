import type { SessionView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { read } from '../read.ts';
import { loadSessions } from '../session/internal.ts';
import { requireOwnSession } from './internal.ts';

export async function listOwnSessions(context: Context): Promise<SessionView[]> {
  const { userId, sessionId } = requireOwnSession(context);
  return read(context, { in: place.anywhere, needs: null }, (db) => loadSessions(db, userId, sessionId));
}
