import { DomainError } from '#domain/domain-error.ts';
import type { SessionView } from '#domain/view.ts';
import type { AuditRecord } from '../audit.ts';
import type { Database } from '../read.ts';
import { userNotFound } from '../user/internal.ts';

type Row = Omit<SessionView, 'createdAt' | 'lastActiveAt' | 'authenticatedAt' | 'endsAt' | 'isCurrent'> &
  Record<'createdAt' | 'lastActiveAt' | 'authenticatedAt' | 'endsAt', Date>;

/** Of one user, those that have not ended; never with their token. The one that was used last comes first. */
export async function loadSessions(db: Database, userId: string, currentId?: string): Promise<SessionView[]> {
  const rows = await db.$queryRaw<Row[]>`
    SELECT s.id, s.created_at AS "createdAt", s.last_active_at AS "lastActiveAt", s.authenticated_at AS "authenticatedAt",
      least(s.created_at + make_interval(hours => c.session_lifetime_hours),
        s.last_active_at + make_interval(mins => c.session_idle_minutes)) AS "endsAt",
      s.method, s.second_factor AS "secondFactor", nullif(s.ip_address, '') AS "clientAddress", nullif(s.user_agent, '') AS "userAgent"
    FROM session s CROSS JOIN security_settings c
    WHERE s.user_id = ${userId} AND s.created_at > now() - make_interval(hours => c.session_lifetime_hours)
      AND s.last_active_at > now() - make_interval(mins => c.session_idle_minutes)
    ORDER BY s.last_active_at DESC, s.id`;
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastActiveAt: row.lastActiveAt.toISOString(),
    authenticatedAt: row.authenticatedAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    isCurrent: row.id === currentId,
  }));
}

/** Ends one of a user, or all but the kept one; the audit record says which, and is null when there was none. */
export async function endSessions(
  db: Database,
  userId: string,
  which: { id: string } | { except: string | null },
): Promise<AuditRecord | null> {
  const all = await loadSessions(db, userId);
  const ended = all.filter(({ id }) => ('id' in which ? id === which.id : id !== which.except));
  if ('id' in which && ended.length === 0) {
    throw new DomainError('SessionNotFound', 'There is no such session (any more).');
  }
  const where = 'id' in which ? { id: which.id } : which.except === null ? {} : { id: { not: which.except } };
  await db.session.deleteMany({ where: { userId, ...where } });
  if (ended.length === 0) {
    return null;
  }
  return {
    action: 'user:sessions-ended',
    resourceType: 'user',
    resourceId: userId,
    regionId: null,
    before: { sessions: ended.map(({ id, userAgent, clientAddress }) => ({ id, userAgent, clientAddress })) },
    after: { sessions: [] },
  };
}

export async function requireUser(db: Database, id: string): Promise<void> {
  if (!(await db.user.findUnique({ where: { id }, select: { id: true } }))) {
    throw userNotFound(id);
  }
}
