import { STATUS_CODES } from 'node:http';
import { DomainError } from '#domain/domain-error.ts';
import type { Problem } from '#domain/view.ts';
import { log } from '#services/log.ts';

/** Any error as an RFC 9457 answer; what is not a DomainError shows nothing but the request id. */
export function problemResponse(error: unknown, request: { requestId: string; method: string; path: string }): Response {
  const known = error instanceof DomainError ? error : internalError(error);
  if (known.code === 'ServiceUnavailable') {
    // The database is away, which is no fault of ours to be traced.
    log('warn', 'request:refused', { ...request, code: known.code, reason: lastLine(known.cause) });
  } else if (known.status >= 500) {
    log('error', 'request:failed', { ...request, code: known.code, error: known.cause ?? known });
  }
  const problem: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[known.status] ?? 'Error',
    status: known.status,
    code: known.code,
    detail: known.message,
    requestId: request.requestId,
    ...(known.issues.length > 0 ? { issues: known.issues } : {}),
    ...(known.usedBy ? { usedBy: known.usedBy } : {}),
    ...(known.conflict ? { conflict: known.conflict } : {}),
    ...(known.missing ? { missing: known.missing } : {}),
  };
  return new Response(JSON.stringify(problem), {
    status: known.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(known.retryAfterSeconds === undefined ? {} : { 'retry-after': String(known.retryAfterSeconds) }),
      ...(known.code === 'Unauthenticated' ? CHALLENGE : {}),
    },
  });
}

/** What a script could send; it makes no browser ask for a password. */
const CHALLENGE = { 'www-authenticate': 'Bearer realm="OpenSLB"' };

/** Prisma puts its own surroundings first and what happened last. */
function lastLine(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.message.trim().split('\n').at(-1) : undefined;
}

function internalError(cause: unknown): DomainError {
  return new DomainError('InternalError', 'Something went wrong inside the console. Its log tells more under the request id.', { cause });
}
