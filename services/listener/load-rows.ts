import type { Listener, Prisma } from '#prisma/client.ts';
import { must } from '../by-key.ts';
import type { Database } from '../read.ts';
import { type ListenerFacts, loadListenerFacts } from './load-facts.ts';
import { loadTargets, type TargetRows } from './load-targets.ts';

export interface ListenerRows extends ListenerFacts, TargetRows {
  listener: Listener;
}

/**
 * Listeners with all that their view is made of, in three queries, whatever the number of listeners; one after the other, since
 * a transaction has one connection, which takes one query at a time.
 */
export async function loadListenerRows(db: Database, where: Prisma.ListenerWhereInput): Promise<ListenerRows[]> {
  const listeners = await db.listener.findMany({ where, orderBy: [{ protocol: 'asc' }, { port: 'asc' }] });
  if (listeners.length === 0) {
    return [];
  }
  const facts = await loadListenerFacts(
    db,
    listeners.map(({ id }) => id),
  );
  const targets = await loadTargets(db, listeners);
  return listeners.map((listener) => ({
    listener,
    ...must(facts.get(listener.id), listener.id),
    ...must(targets.get(listener.id), listener.id),
  }));
}
