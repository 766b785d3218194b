import { createHash, randomBytes } from 'node:crypto';
import { readEnvironment } from '../environment.ts';
import { isSignedByUs, signature } from '../secrets/signature.ts';
import { cookieSecurity } from './cookie-security.ts';

/**
 * A browser that has signed in keeps a cookie that says with which account. Its tries are counted apart,
 * so that whoever guesses passwords elsewhere uses up the tries of strangers only and cannot keep an
 * administrator out. The cookie opens nothing by itself.
 */
const NAME = 'openslb.known_device';
const LIFETIME_SECONDS = 180 * 24 * 3600;

export interface KnownDevice {
  accountHash: string;
  id: string;
}

export function hashAccount(email: string): string {
  return createHash('sha256').update(email.trim().toLowerCase()).digest('hex');
}

/** The Set-Cookie header after a good sign-in. */
export function knownDeviceCookie(email: string): string {
  const environment = readEnvironment();
  const device = { accountHash: hashAccount(email), id: randomBytes(16).toString('hex') };
  const value = `${device.accountHash}.${device.id}.${signature(signed(device))}`;
  const { prefix, isSecure } = cookieSecurity(environment.publicUrl);
  return `${prefix}${NAME}=${value}; Max-Age=${LIFETIME_SECONDS}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}

/** Null without the cookie, or with one that this console has not made. */
export function findKnownDevice(headers: Headers | undefined): KnownDevice | null {
  const environment = readEnvironment();
  const name = `${cookieSecurity(environment.publicUrl).prefix}${NAME}`;
  const value = new RegExp(`(?:^|;\\s*)${name}=([0-9a-f]{64})\\.([0-9a-f]{32})\\.([0-9a-f]{64})(?:;|$)`).exec(headers?.get('cookie') ?? '');
  const [, accountHash, id, given] = value ?? [];
  if (accountHash === undefined || id === undefined || given === undefined) {
    return null;
  }
  const device = { accountHash, id };
  return isSignedByUs(signed(device), given) ? device : null;
}

function signed({ accountHash, id }: KnownDevice): string {
  return `known-device ${accountHash} ${id}`;
}
