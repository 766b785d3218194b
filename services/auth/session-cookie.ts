import { generateRandomString } from 'better-auth/crypto';
import { serializeCookie, serializeSignedCookie } from 'better-call';
import { auth } from './auth.ts';

/** As the library makes them: 190 random bits. */
export function newSessionToken(): string {
  return generateRandomString(32);
}

/** The Set-Cookie header for a session whose token did not come from the library. */
export async function sessionCookie(token: string): Promise<string> {
  const { authCookies, secret, sessionConfig } = await auth().$context;
  const { name, attributes } = authCookies.sessionToken;
  return serializeSignedCookie(name, token, secret, { ...attributes, maxAge: sessionConfig.expiresIn });
}

export async function endedSessionCookie(): Promise<string> {
  const { authCookies } = await auth().$context;
  const { name, attributes } = authCookies.sessionToken;
  return serializeCookie(name, '', { ...attributes, maxAge: 0 });
}
