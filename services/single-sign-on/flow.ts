import { z } from 'zod';
import { cookieSecurity } from '../auth/cookie-security.ts';
import { readEnvironment } from '../environment.ts';
import { secretBox } from '../secret-box.ts';
import { SignOnRefused } from './refusal.ts';

/** As long as a user may take at the provider. */
export const FLOW_SECONDS = 600;
const COOKIE = 'openslb.sign_on';
const OWNER = 'flow';

const Flow = z.object({
  /** Null: a new session. Else the one whose user proves again who they are. */
  sessionId: z.string().nullable(),
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  /** Where the provider sends the user back to; the exchange of the code has to name the same. */
  redirectUri: z.string(),
  /** The path in the console to go to afterwards. */
  next: z.string(),
  /** Unix ms. */
  startedAt: z.number(),
});

/**
 * One try to sign in, between its start and the provider's answer. It is kept by the browser that began it, encrypted: so an answer
 * counts in that browser only, and strangers who begin and never come back cost no memory.
 */
export type Flow = z.infer<typeof Flow>;

/** The Set-Cookie header. It has to come back with a link from the provider's site, hence Lax. */
export function flowCookie(flow: Flow): string {
  return cookie(secretBox('sign-on').seal(JSON.stringify(flow), OWNER), FLOW_SECONDS);
}

export function endedFlowCookie(): string {
  return cookie('', 0);
}

function cookie(value: string, maxAge: number): string {
  const { prefix, isSecure } = cookieSecurity(readEnvironment().publicUrl);
  return `${prefix}${COOKIE}=${value}; Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
}

/** Of the browser that sends these headers; throws when there is none, or it took too long. */
export function openFlow(headers: Headers): Flow {
  const { prefix } = cookieSecurity(readEnvironment().publicUrl);
  const sealed = new RegExp(`(?:^|;\\s*)${prefix}${COOKIE}=([\\w.-]+)`).exec(headers.get('cookie') ?? '')?.[1];
  try {
    const flow = Flow.parse(JSON.parse(secretBox('sign-on').open(sealed ?? '', OWNER)));
    if (Date.now() - flow.startedAt > FLOW_SECONDS * 1000) {
      throw new Error('It took too long.');
    }
    return flow;
  } catch (error) {
    throw new SignOnRefused('stale', error);
  }
}
