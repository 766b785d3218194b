import { randomUUID } from 'node:crypto';
import { DATA_SECURITY_POLICY, transportSecurity } from '#app/browser-policy.ts';
import { toDomainError } from '#services/database-error.ts';
import { readEnvironment } from '#services/environment.ts';
import { problemResponse } from './problem.ts';

export interface RequestFacts {
  requestId: string;
  method: string;
  path: string;
}

/** Besides those of every answer (next.config.js): no answer of the API is kept, guessed at, or a page. */
const DATA_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': DATA_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
};

/** Runs one request to its answer: an error becomes a problem document, every answer names its request and is not cached. */
export async function answer(request: Request, act: (facts: RequestFacts) => Promise<Response>): Promise<Response> {
  const given = request.headers.get('x-request-id');
  const facts = {
    requestId: given !== null && /^[\w-]{1,64}$/.test(given) ? given : randomUUID(),
    method: request.method,
    path: new URL(request.url).pathname,
  };
  const response = await act(facts).catch((error: unknown) => problemResponse(toDomainError(error), facts));
  response.headers.set('x-request-id', facts.requestId);
  for (const [name, value] of Object.entries({ ...DATA_HEADERS, ...transportSecurity(readEnvironment().publicUrl) })) {
    response.headers.set(name, value);
  }
  return response;
}
