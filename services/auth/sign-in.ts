import { randomUUID } from 'node:crypto';
import { DomainError } from '#domain/domain-error.ts';
import type { PrismaClient } from '#prisma/client.ts';
import { writeAudit } from '../audit.ts';
import { writeBounded } from '../operation-log/bounded.ts';
import type { Database } from '../read.ts';
import { auth } from './auth.ts';
import { knownDeviceCookie } from './known-device.ts';
import { findPasswordHash, isRightPassword } from './password-hash.ts';
import { isPending, noPendingSignIn, pendingSignInCookie, readPendingSignIn } from './pending-sign-in.ts';
import { findSecondFactor, takeCode } from './second-factor.ts';
import { endOverdueSessions, getSession } from './session.ts';
import { endedSessionCookie, newSessionToken, sessionCookie } from './session-cookie.ts';
import { clearSignInTries, takeSignInTry } from './sign-in-limit.ts';

/** A request by whoever has no session yet. */
export interface SignInRequest {
  prisma: PrismaClient;
  headers: Headers;
  requestId: string;
  clientAddress?: string;
}

export interface SignedIn {
  /** Null: the second factor is still to be shown. */
  user: { id: string; name: string; email: string } | null;
  setCookies: string[];
}

/** What the user has shown. */
export interface SessionProof {
  method: 'password' | 'oidc';
  secondFactor: boolean;
  /** Absent: just now. */
  authenticatedAt?: Date;
}

/** An unknown email, a wrong password and a disabled user get the same answer, after the same work. */
export async function signInWithPassword(
  request: SignInRequest,
  { email, password }: { email: string; password: string },
): Promise<SignedIn> {
  const { prisma, headers } = request;
  await takeSignInTry(prisma, headers, email);
  const user = await prisma.user.findUnique({ where: { email: email.trim().toLowerCase() } });
  const hash = user && (await findPasswordHash(prisma, user.id));
  const isRight = await isRightPassword(hash, password);
  if (!user || hash === null || !isRight || user.disabledAt) {
    await auditFailure(request, email, 'password');
    throw new DomainError('Unauthenticated', 'Email or password is wrong.');
  }
  if (await findSecondFactor(prisma, user.id)) {
    return { user: null, setCookies: [pendingSignInCookie(user.id, hash)] };
  }
  return beginSession(request, user, { method: 'password', secondFactor: false });
}

/** The second step: a code of the app, or a recovery code. */
export async function signInWithCode(request: SignInRequest, code: string): Promise<SignedIn> {
  const { prisma, headers } = request;
  const pending = readPendingSignIn(headers);
  const user = pending && (await prisma.user.findUnique({ where: { id: pending.userId } }));
  const hash = user && (await findPasswordHash(prisma, user.id));
  if (!pending || !user || user.disabledAt || hash === null || !isPending(pending, hash)) {
    throw new DomainError('Unauthenticated', 'Enter email and password again: it took too long, or the password is another by now.');
  }
  await takeSignInTry(prisma, headers, user.email);
  const factor = await findSecondFactor(prisma, user.id);
  if (factor) {
    await takeCode(prisma, factor, code).catch(async (error: unknown) => {
      await auditFailure(request, user.email, 'second factor');
      throw error;
    });
  }
  return beginSession(request, user, { method: 'password', secondFactor: factor !== null });
}

/**
 * What every way to sign in ends with: a new session, whatever cookie the browser brought, and the end of the session that
 * it brought.
 */
export async function beginSession(
  request: SignInRequest,
  user: { id: string; name: string; email: string },
  { method, secondFactor, authenticatedAt }: SessionProof,
): Promise<SignedIn> {
  const { prisma, headers, requestId, clientAddress } = request;
  const brought = await getSession(headers);
  await endOverdueSessions();
  await clearSignInTries(prisma, headers, user.email);
  const { expiresIn } = (await auth().$context).sessionConfig;
  const token = newSessionToken();
  const actor = { type: 'user', id: user.id, name: user.name } as const;
  await prisma.$transaction(async (tx) => {
    await tx.session.deleteMany({ where: { id: brought?.id ?? '' } });
    await tx.session.create({
      data: {
        id: randomUUID(),
        token,
        userId: user.id,
        expiresAt: new Date(Date.now() + expiresIn * 1000),
        ipAddress: clientAddress ?? '',
        userAgent: (headers.get('user-agent') ?? '').slice(0, USER_AGENT_LENGTH_MAX),
        method,
        secondFactor,
        authenticatedAt,
      },
    });
    await endOldest(tx, user.id);
    await tx.user.update({ where: { id: user.id }, data: { lastSignedInAt: new Date() } });
    await writeAudit(tx, { actor, requestId, clientAddress }, { ...about(user.id), action: 'user:signed-in', after: { method } });
  });
  const setCookies = [await sessionCookie(token), knownDeviceCookie(user.email), noPendingSignIn()];
  return { user: { id: user.id, name: user.name, email: user.email }, setCookies };
}

const USER_AGENT_LENGTH_MAX = 400;
/** Of one user; the oldest ends when there are more, so that a script that signs in again and again fills nothing. */
const SESSIONS_PER_USER_MAX = 100;

async function endOldest(tx: Database, userId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM session WHERE id IN (
      SELECT id FROM session WHERE user_id = ${userId} ORDER BY last_active_at DESC, id OFFSET ${SESSIONS_PER_USER_MAX})`;
}

async function auditFailure({ prisma, requestId, clientAddress }: SignInRequest, email: string, step: string): Promise<void> {
  const actor = { type: 'user', id: null, name: email } as const;
  const record = { ...about(email.trim().toLowerCase()), action: 'user:sign-in-failed', after: { step } };
  await writeBounded(prisma, { actor, requestId, clientAddress }, record, { key: 'sign-in-failed', max: FAILURES_PER_MINUTE_MAX });
}

/** Of all accounts together: whoever guesses from many addresses does not fill the operation log. */
const FAILURES_PER_MINUTE_MAX = 60;

function about(resourceId: string) {
  return { resourceType: 'user', resourceId, regionId: null, before: null, after: null };
}

/** Ends the session in the database; the cookie is worth nothing from then on. */
export async function signOut({ prisma, headers, requestId, clientAddress }: SignInRequest): Promise<{ setCookies: string[] }> {
  const session = await getSession(headers);
  if (session) {
    const { id, name } = session.user;
    const actor = { type: 'user', id, name } as const;
    await prisma.$transaction(async (tx) => {
      await tx.session.deleteMany({ where: { id: session.id } });
      await writeAudit(tx, { actor, requestId, clientAddress }, { ...about(id), action: 'user:signed-out' });
    });
  }
  return { setCookies: [await endedSessionCookie()] };
}
