import { DomainError } from '#domain/domain-error.ts';
import { REAUTHENTICATION_MINUTES } from '#domain/limits.ts';
import type { Context } from '../context.ts';

/**
 * `recent`: of a session; a credential proves itself with every request. `recent-session`: credentials are refused, so that
 * one that leaks cannot make others, or change who may what.
 */
export type Proof = 'recent' | 'recent-session';

export function requireProof({ actor, session }: Pick<Context, 'actor' | 'session'>, proof: Proof | undefined): void {
  if (proof === undefined || actor.type !== 'user') {
    return;
  }
  if (actor.credential) {
    if (proof === 'recent-session') {
      throw new DomainError('SessionRequired', 'This takes a session in the console: API tokens and access keys cannot do it.');
    }
    return;
  }
  const age = Date.now() - (session?.authenticatedAt.getTime() ?? 0);
  if (age > REAUTHENTICATION_MINUTES * 60_000) {
    throw new DomainError('ReauthenticationRequired', 'Prove again who you are, then repeat this.');
  }
}
