import { constantTimeEqual, generateRandomString, makeSignature } from 'better-auth/crypto';
import { serializeCookie, serializeSignedCookie } from 'better-call';
import { readEnvironment } from '../environment.ts';
import { auth } from './auth.ts';

/** 192 random bits. */
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

/**
 * The headers of a request as the library wants them: it knows one secret, so a session cookie that a previous one has signed
 * gets the signature of today.
 */
export async function signedAnew(headers: Headers): Promise<Headers> {
  const { previousSecrets } = readEnvironment();
  const cookies = headers.get('cookie') ?? '';
  if (previousSecrets.length === 0 || cookies === '') {
    return headers;
  }
  const { authCookies, secret } = await auth().$context;
  const { name } = authCookies.sessionToken;
  const parts = cookies.split(/;\s*/);
  const at = parts.findIndex((part) => part.startsWith(`${name}=`));
  const value = parts[at]?.slice(name.length + 1) ?? '';
  const [token, given] = splitSigned(value);
  if (token === '' || !(await isSignedByOneOf(previousSecrets, token, given))) {
    return headers;
  }
  const [pair = ''] = (await serializeSignedCookie(name, token, secret)).split(';');
  const answer = new Headers(headers);
  answer.set('cookie', parts.with(at, pair).join('; '));
  return answer;
}

function splitSigned(value: string): [token: string, signature: string] {
  try {
    const decoded = decodeURIComponent(value);
    const dot = decoded.lastIndexOf('.');
    return [decoded.slice(0, Math.max(dot, 0)), decoded.slice(dot + 1)];
  } catch {
    // No text that a browser got from here.
    return ['', ''];
  }
}

async function isSignedByOneOf(secrets: string[], token: string, given: string): Promise<boolean> {
  const signatures = await Promise.all(secrets.map((secret) => makeSignature(token, secret)));
  return signatures.some((signature) => constantTimeEqual(signature, given));
}
