import { DomainError } from '#domain/domain-error.ts';
import type { ServerView } from '#domain/view.ts';
import type { Database } from '../read.ts';
import { findServerView } from './view.ts';

export async function getServerView(db: Database, id: string): Promise<ServerView> {
  const view = await findServerView(db, id);
  if (!view) {
    throw serverNotFound(id);
  }
  return view;
}

export function serverNotFound(id: string): DomainError {
  return new DomainError('ServerNotFound', `There is no server "${id}".`);
}
