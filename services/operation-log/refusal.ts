import { DomainError } from '#domain/domain-error.ts';
import type { ErrorCode } from '#domain/error-code.ts';
import type { Context } from '../context.ts';
import { log } from '../log.ts';
import { writeBounded } from './bounded.ts';

/** What somebody who is signed in was not allowed to; bad input is none of it. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'Forbidden',
  'MissingRole',
  'ReauthenticationRequired',
  'SessionRequired',
  'TwoFactorRequired',
]);
const REFUSALS_PER_MINUTE_MAX = 20;

/**
 * Notes that a request was refused for want of a right, also where its answer is that there is no such thing. The request
 * is refused whether or not that can be noted: a database that is away must not turn a refusal into anything else.
 */
export async function noteRefusal(context: Context, request: { method: string; path: string }, error: unknown): Promise<void> {
  if (!(error instanceof DomainError && (REFUSALS.has(error.code) || error.hiddenIn !== undefined))) {
    return;
  }
  const { actor } = context;
  const record = {
    action: 'request:refused',
    resourceType: 'request',
    resourceId: `${request.method} ${request.path}`.slice(0, 300),
    regionId: error.hiddenIn ?? error.missing?.regionId ?? null,
    before: null,
    after: { code: error.code, detail: error.message, ...(error.missing ? { missingRole: error.missing.role } : {}) },
  };
  const key = `refused ${actor.id} ${actor.credential?.id ?? ''}`;
  await writeBounded(context.prisma, context, record, { key, max: REFUSALS_PER_MINUTE_MAX }).catch((failure: unknown) => {
    log('error', 'operation-log:not-written', { action: record.action, requestId: context.requestId, error: failure });
  });
}
