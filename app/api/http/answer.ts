import { randomUUID } from 'node:crypto';
import { toDomainError } from '#services/database-error.ts';
import { problemResponse } from './problem.ts';

export interface RequestFacts {
  requestId: string;
  method: string;
  path: string;
}

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
  response.headers.set('cache-control', 'no-store');
  response.headers.set('x-content-type-options', 'nosniff');
  return response;
}
