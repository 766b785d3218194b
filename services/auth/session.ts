import { DomainError } from '#domain/domain-error.ts';
import { auth } from './auth.ts';

export interface Session {
  id: string;
  /** When the user last proved who they are. */
  authenticatedAt: Date;
  user: { id: string; name: string; email: string };
}

/** Whose session the cookie of a request names; null when none does (any more). */
export async function getSession(headers: Headers): Promise<Session | null> {
  return (await readSession(headers)).session;
}

/** Also says which cookies to set: a session in use is prolonged once a day. */
export async function readSession(headers: Headers): Promise<{ session: Session | null; setCookies: string[] }> {
  try {
    const { response, headers: answerHeaders } = await auth().api.getSession({ headers, returnHeaders: true });
    const session = response && {
      id: response.session.id,
      authenticatedAt: response.session.createdAt,
      user: { id: response.user.id, name: response.user.name, email: response.user.email },
    };
    return { session, setCookies: answerHeaders?.getSetCookie() ?? [] };
  } catch (error) {
    throw new DomainError('ServiceUnavailable', 'The session cannot be checked, since the database does not answer. Try again.', {
      cause: error,
    });
  }
}
