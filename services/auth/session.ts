import { DomainError } from '#domain/domain-error.ts';
import { database } from '../database.ts';
import { auth } from './auth.ts';
import { signedAnew } from './session-cookie.ts';

export interface Session {
  id: string;
  /** When the user last proved who they are. */
  authenticatedAt: Date;
  /** A role of the user takes a second factor, and none was shown in this session: it may set one up or show it, and no more. */
  isHeldBack: boolean;
  user: { id: string; name: string; email: string };
}

interface ReadOptions {
  /** Somebody is at work, which keeps the session from ending for idleness; not what a page asks for by itself. */
  isActivity: boolean;
}

interface Judgement {
  isOver: boolean;
  isHeldBack: boolean;
  isTouchDue: boolean;
  authenticatedAt: Date;
}

/** Whose session the cookie of a request names; null when none does (any more). */
export async function getSession(headers: Headers, options: ReadOptions = { isActivity: false }): Promise<Session | null> {
  try {
    // The library checks the cookie; how long a session lasts is judged here.
    const found = await auth().api.getSession({
      headers: await signedAnew(headers),
      query: { disableRefresh: true, disableCookieCache: true },
    });
    const judged = found && (await judge(found.session.id));
    if (!found || !judged) {
      return null;
    }
    if (judged.isOver) {
      await database().session.deleteMany({ where: { id: found.session.id } });
      return null;
    }
    if (options.isActivity && judged.isTouchDue) {
      await touch(found.session.id);
    }
    const { id, name, email } = found.user;
    return { id: found.session.id, authenticatedAt: judged.authenticatedAt, isHeldBack: judged.isHeldBack, user: { id, name, email } };
  } catch (error) {
    throw new DomainError('ServiceUnavailable', 'The session cannot be checked, since the database does not answer. Try again.', {
      cause: error,
    });
  }
}

/** By the limits and requirements of this moment, so that what an administrator tightens holds for open sessions too. */
async function judge(sessionId: string): Promise<Judgement | undefined> {
  const [row] = await database().$queryRaw<Judgement[]>`
    SELECT
      u.disabled_at IS NOT NULL
        OR s.created_at <= now() - make_interval(hours => c.session_lifetime_hours)
        OR s.last_active_at <= now() - make_interval(mins => c.session_idle_minutes) AS "isOver",
      NOT s.second_factor AND EXISTS (SELECT 1 FROM openslb_roles(u.id) r WHERE r.role = ANY (c.two_factor_roles)) AS "isHeldBack",
      s.last_active_at < now() - interval '1 minute' AS "isTouchDue",
      s.authenticated_at AS "authenticatedAt"
    FROM session s JOIN user_account u ON u.id = s.user_id CROSS JOIN security_settings c
    WHERE s.id = ${sessionId}`;
  return row;
}

/** At most once a minute, so that a busy page does not write with every request. */
async function touch(sessionId: string): Promise<void> {
  await database().$executeRaw`
    UPDATE session SET last_active_at = now() WHERE id = ${sessionId} AND last_active_at < now() - interval '1 minute'`;
}

/** Of those that nobody will use again. */
export async function endOverdueSessions(): Promise<void> {
  await database().$executeRaw`
    DELETE FROM session s USING security_settings c
    WHERE s.created_at <= now() - make_interval(hours => c.session_lifetime_hours)
      OR s.last_active_at <= now() - make_interval(mins => c.session_idle_minutes)`;
}
