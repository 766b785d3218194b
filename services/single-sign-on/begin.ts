import { buildAuthorizationUrl, calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { type Flow, flowCookie } from './flow.ts';
import { findProvider } from './provider.ts';
import { SignOnRefused } from './refusal.ts';
import type { SingleSignOn } from './variables.ts';

export const CALLBACK_PATH = '/api/auth/oidc/callback';

export interface Beginning {
  /** Where the browser goes now. */
  url: URL;
  setCookie: string;
}

/** `origin`: of the console, as the browser sees it. With a `sessionId` the provider has to ask its user anew who they are. */
export async function beginSignOn(
  settings: SingleSignOn,
  { origin, next, sessionId = null }: { origin: string; next: string; sessionId?: string | null },
): Promise<Beginning> {
  const flow: Flow = {
    sessionId,
    state: randomState(),
    nonce: randomNonce(),
    codeVerifier: randomPKCECodeVerifier(),
    redirectUri: new URL(CALLBACK_PATH, origin).href,
    next,
    startedAt: Date.now(),
  };
  const url = buildAuthorizationUrl(await findProvider(settings), {
    scope: settings.scope,
    redirect_uri: flow.redirectUri,
    state: flow.state,
    nonce: flow.nonce,
    code_challenge: await calculatePKCECodeChallenge(flow.codeVerifier),
    code_challenge_method: 'S256',
    ...(sessionId === null ? {} : { prompt: 'login', max_age: '0' }),
  });
  if (url.protocol !== 'https:' && url.protocol !== settings.issuer.protocol) {
    throw new SignOnRefused('failed', new Error(`The provider would be asked at ${url.origin}, which is not https.`));
  }
  return { url, setCookie: flowCookie(flow) };
}
