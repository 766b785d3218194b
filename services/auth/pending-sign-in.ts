import { readEnvironment } from '../environment.ts';
import { isSignedByUs, signature } from '../secrets/signature.ts';
import { cookieSecurity } from './cookie-security.ts';

/**
 * Between the password and the second factor a browser keeps a cookie that says whose password it has shown, and until
 * when that counts. It opens nothing by itself, and is void once the password is another.
 */
const NAME = 'openslb.pending_sign_in';
const LIFETIME_SECONDS = 600;

export interface PendingSignIn {
  userId: string;
  /** Seconds since 1970. */
  until: number;
  signature: string;
}

export function pendingSignInCookie(userId: string, passwordHash: string): string {
  const until = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
  return cookie(`${userId}.${until}.${signature(signed(userId, until, passwordHash))}`, LIFETIME_SECONDS);
}

export function noPendingSignIn(): string {
  return cookie('', 0);
}

function cookie(value: string, maxAge: number): string {
  const { prefix, isSecure } = cookieSecurity(readEnvironment().publicUrl);
  return `${prefix}${NAME}=${value}; Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`;
}

/** As the browser says; check it with `isPending`. */
export function readPendingSignIn(headers: Headers): PendingSignIn | null {
  const { prefix } = cookieSecurity(readEnvironment().publicUrl);
  const match = new RegExp(`(?:^|;\\s*)${prefix}${NAME}=([\\w-]{1,64})\\.(\\d{1,12})\\.([0-9a-f]{64})(?:;|$)`).exec(
    headers.get('cookie') ?? '',
  );
  const [, userId, until, signature] = match ?? [];
  return userId && until && signature ? { userId, until: Number(until), signature } : null;
}

export function isPending({ userId, until, signature: given }: PendingSignIn, passwordHash: string): boolean {
  return isSignedByUs(signed(userId, until, passwordHash), given) && until * 1000 > Date.now();
}

function signed(userId: string, until: number, passwordHash: string): string {
  return `pending-sign-in ${userId} ${until} ${passwordHash}`;
}
