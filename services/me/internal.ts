import { DomainError } from '#domain/domain-error.ts';
import type { Context } from '../context.ts';

/** Whose account it is, and the session: tokens and keys do not look into accounts, nor change them. */
export function requireOwnSession({ actor, session }: Context): { userId: string; sessionId: string } {
  if (actor.type !== 'user' || actor.id === null || !session) {
    throw new DomainError('SessionRequired', 'This takes a session in the console: API tokens and access keys cannot do it.');
  }
  return { userId: actor.id, sessionId: session.id };
}
