import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  type FetchBody,
} from 'openid-client';
import { processWide } from '../process-wide.ts';
import { SignOnRefused } from './refusal.ts';
import type { SingleSignOn } from './variables.ts';

/** Of each request to the provider; the user waits for two of them. */
const TIMEOUT_SECONDS = 5;
/** What the provider says of itself is asked for again after this. */
const KEPT_MS = 60 * 60_000;
const ANSWER_BYTES_MAX = 512 * 1024;

interface Kept {
  found: Promise<Configuration>;
  until: number;
}

/**
 * Where the provider's endpoints and keys are: asked for by the first who signs in, never at the start, so that a provider that is
 * away keeps nobody out but those who sign in with it. Those who come at the same time wait for one answer; a failure is not kept.
 */
export function findProvider(settings: SingleSignOn): Promise<Configuration> {
  const cache = processWide('single-sign-on', JSON.stringify(settings), () => ({ kept: null as Kept | null }));
  if (cache.kept && Date.now() < cache.kept.until) {
    return cache.kept.found;
  }
  const kept: Kept = { found: discover(settings), until: Date.now() + KEPT_MS };
  cache.kept = kept;
  kept.found.catch(() => {
    if (cache.kept === kept) {
      cache.kept = null;
    }
  });
  return kept.found;
}

async function discover({ issuer, clientId, clientSecret }: SingleSignOn): Promise<Configuration> {
  const execute = [enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [allowInsecureRequests] : [])];
  try {
    return await discovery(issuer, clientId, { client_secret: clientSecret }, authenticate(clientSecret), {
      execute,
      timeout: TIMEOUT_SECONDS,
      [customFetch]: boundedFetch,
    });
  } catch (error) {
    throw new SignOnRefused('unavailable', error);
  }
}

/** In the header, which every provider has to know, unless it says that it takes the form only. */
function authenticate(clientSecret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(clientSecret), ClientSecretPost(clientSecret)];
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const takesForm = methods.includes('client_secret_post') && !methods.includes('client_secret_basic');
    return (takesForm ? post : basic)(server, ...rest);
  };
}

/** The library reads an answer whole. */
async function boundedFetch(url: string, { body, ...options }: { body: FetchBody } & Omit<RequestInit, 'body'>): Promise<Response> {
  const response = await fetch(url, { ...options, body: body as BodyInit | null | undefined });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) {
      throw new Error(`An answer of the provider has more than ${ANSWER_BYTES_MAX} bytes.`);
    }
    chunks.push(chunk);
  }
  const { status, headers } = response;
  return new Response(chunks.length > 0 ? Buffer.concat(chunks) : null, { status, headers });
}
