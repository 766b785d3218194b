import { AuthorizationResponseError, authorizationCodeGrant, type Configuration, fetchUserInfo } from 'openid-client';
import { z } from 'zod';
import { REAUTHENTICATION_MINUTES } from '#domain/limits.ts';
import { FirstAdministrator } from '#domain/setup.ts';
import { processWide } from '../process-wide.ts';
import { FLOW_SECONDS, type Flow } from './flow.ts';
import { findProvider } from './provider.ts';
import { SignOnRefused } from './refusal.ts';
import type { SingleSignOn } from './variables.ts';

/** Whom the provider vouches for. */
export interface Identity {
  issuer: string;
  subject: string;
  email: string | null;
  isEmailVerified: boolean;
  name: string | null;
  /** When the user proved to the provider who they are; null: it does not say. */
  authenticatedAt: Date | null;
  hasSecondFactor: boolean;
}

/** Anybody can begin and come back, and each makes the provider work. */
const EXCHANGES_AT_ONCE_MAX = 20;
/** Words of RFC 8176 that stand for more than a password. */
const SECOND_FACTORS: ReadonlySet<unknown> = new Set(['mfa', 'otp', 'hwk']);

const Email = FirstAdministrator.shape.email;
const Name = FirstAdministrator.shape.name;
const text = z.string().optional().catch(undefined);

const Profile = z.object({
  email: text,
  email_verified: z.unknown().optional(),
  name: text,
  preferred_username: text,
});

/**
 * Exchanges the code of the provider's answer, and checks what comes: the ID token's signature, issuer, audience, expiry and nonce,
 * and that it belongs to this try. Throws SignOnRefused.
 */
export async function identify(settings: SingleSignOn, flow: Flow, answer: URLSearchParams): Promise<Identity> {
  if (answer.get('state') !== flow.state) {
    throw new SignOnRefused('stale');
  }
  const exchanges = processWide('single-sign-on exchanges', '', () => ({ open: 0 }));
  if (exchanges.open >= EXCHANGES_AT_ONCE_MAX) {
    throw new SignOnRefused('unavailable', new Error(`${EXCHANGES_AT_ONCE_MAX} others are signing in at this moment.`));
  }
  exchanges.open += 1;
  try {
    return await exchange(await findProvider(settings), settings, flow, answer);
  } catch (error) {
    throw error instanceof SignOnRefused ? error : new SignOnRefused(failureOf(error), error);
  } finally {
    exchanges.open -= 1;
  }
}

async function exchange(provider: Configuration, settings: SingleSignOn, flow: Flow, answer: URLSearchParams): Promise<Identity> {
  const url = new URL(flow.redirectUri);
  url.search = answer.toString();
  const tokens = await authorizationCodeGrant(provider, url, {
    expectedState: flow.state,
    expectedNonce: flow.nonce,
    pkceCodeVerifier: flow.codeVerifier,
    idTokenExpected: true,
    ...(flow.sessionId === null ? {} : { maxAge: FLOW_SECONDS }),
  });
  const claims = tokens.claims();
  const { issuer } = provider.serverMetadata();
  // A provider of many tenants signs for all of them; only the one that is configured counts.
  if (!claims || claims.iss !== issuer) {
    throw new Error(`The ID token is of "${claims?.iss}", not of "${issuer}".`);
  }
  const said = Profile.parse(claims.email === undefined ? await fetchUserInfo(provider, tokens.access_token, claims.sub) : claims);
  return {
    issuer,
    subject: claims.sub,
    email: Email.safeParse(said.email).data ?? null,
    isEmailVerified: said.email_verified === true || (settings.trustsEmails && said.email_verified === undefined),
    name: [said.name, said.preferred_username].map((name) => Name.safeParse(name).data).find((name) => name !== undefined) ?? null,
    authenticatedAt: timeOf(claims.auth_time),
    hasSecondFactor: Array.isArray(claims.amr) && claims.amr.some((word: unknown) => SECOND_FACTORS.has(word)),
  };
}

/** Without a time from the provider it was too long ago for what is dangerous: it may have signed the user in from memory. */
export function provenAt({ authenticatedAt }: Pick<Identity, 'authenticatedAt'>): Date {
  return authenticatedAt ?? new Date(Date.now() - REAUTHENTICATION_MINUTES * 60_000 - 1);
}

/** A clock that is ahead does not make a proof last longer. */
function timeOf(seconds: unknown): Date | null {
  return typeof seconds === 'number' ? new Date(Math.min(seconds * 1000, Date.now())) : null;
}

function failureOf(error: unknown): 'cancelled' | 'unavailable' | 'failed' {
  if (error instanceof AuthorizationResponseError) {
    return error.error === 'access_denied' ? 'cancelled' : 'failed';
  }
  const isSilent = error instanceof Error && 'code' in error && (error.code === 'OAUTH_TIMEOUT' || error.code === 'OAUTH_ABORT');
  return isSilent || isNetworkFailure(error) ? 'unavailable' : 'failed';
}

/** What `fetch` throws when there is no connection. */
function isNetworkFailure(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof TypeError && current.message === 'fetch failed') {
      return true;
    }
  }
  return false;
}
