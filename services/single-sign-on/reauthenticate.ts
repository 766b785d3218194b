import { writeAudit } from '../audit.ts';
import { newSessionToken, sessionCookie } from '../auth/session-cookie.ts';
import type { Context } from '../context.ts';
import { toDomainError } from '../database-error.ts';
import { findUserOf } from './account.ts';
import type { Flow } from './flow.ts';
import { type Identity, provenAt } from './identity.ts';
import { SignOnRefused } from './refusal.ts';

/** Clocks of the provider and of this machine differ by less. */
const CLOCK_TOLERANCE_MS = 30_000;

/**
 * The session's user has proved to the provider again who they are, after the flow began. The session gets a new token, whose
 * cookie is returned: whoever has the old one has not proved anything. Throws SignOnRefused.
 */
export async function reauthenticateWithProvider(context: Context, flow: Flow, identity: Identity): Promise<string[]> {
  const { prisma, actor, session, ...asked } = context;
  if (!session || session.id !== flow.sessionId) {
    throw new SignOnRefused('stale');
  }
  const authenticatedAt = provenAt(identity);
  if (authenticatedAt.getTime() < flow.startedAt - CLOCK_TOLERANCE_MS) {
    throw new SignOnRefused('failed', new Error('The provider has not asked the user again: prompt=login and max_age=0 had no effect.'));
  }
  const token = newSessionToken();
  try {
    await prisma.$transaction(async (tx) => {
      const user = await findUserOf(tx, identity);
      if (user === null || user.id !== actor.id) {
        throw new SignOnRefused('other');
      }
      const secondFactor = identity.hasSecondFactor ? { secondFactor: true } : {};
      await tx.session.update({ where: { id: session.id }, data: { token, authenticatedAt, ...secondFactor } });
      await writeAudit(
        tx,
        { ...asked, actor },
        {
          action: 'user:reauthenticated',
          resourceType: 'user',
          resourceId: user.id,
          regionId: null,
          before: null,
          after: { method: 'oidc' },
        },
      );
    });
  } catch (error) {
    throw error instanceof SignOnRefused ? error : toDomainError(error);
  }
  return [await sessionCookie(token)];
}
