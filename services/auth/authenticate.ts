import type { PrismaClient } from '#prisma/client.ts';
import type { Actor, ActorSession } from '../context.ts';
import { authenticateToken } from '../credential/authenticate.ts';
import { getSession } from './session.ts';

export interface Authenticated {
  actor: Actor;
  /** Absent: by a token. */
  session?: ActorSession;
  /** See Session; never of a token, which was made in a session that was not. */
  isHeldBack: boolean;
}

export interface RequestOrigin {
  prisma: PrismaClient;
  requestId: string;
  clientAddress?: string;
}

const BEARER = /^bearer(?: +|$)/i;

/** A request with a bearer token speaks for itself: its cookies are not looked at, whether or not the token is good. */
export function hasBearer(headers: Headers): boolean {
  return BEARER.test(headers.get('authorization') ?? '');
}

/** Who asks, by the API token or else the cookie of a request; null: nobody that is known. */
export async function authenticate(
  origin: RequestOrigin,
  headers: Headers,
  { isActivity }: { isActivity: boolean },
): Promise<Authenticated | null> {
  if (hasBearer(headers)) {
    const token = headers.get('authorization')?.replace(BEARER, '') ?? '';
    const actor = await authenticateToken(origin, token);
    return actor && { actor, isHeldBack: false };
  }
  const session = await getSession(headers, { isActivity });
  if (!session) {
    return null;
  }
  const { user, id, authenticatedAt, isHeldBack } = session;
  return { actor: { type: 'user', id: user.id, name: user.name }, session: { id, authenticatedAt }, isHeldBack };
}
