import type { Problem } from '#domain/view.ts';
import { ApiError } from './api-error.ts';
import { isUnattended } from './attendance.ts';
import type { ApiCall } from './call.ts';
import { recordCall } from './call-log.ts';
import { answered, lost } from './connection.ts';
import { isOnlyPlanned } from './planned-call.ts';
import { inReadersLanguage } from './readers-language.ts';
import { askForProof } from './reauthentication.ts';

const BASE = '/api/v1';
/** A console that hangs is taken for gone after this. */
const READ_TIMEOUT_MS = 10_000;
/** Writes may queue behind others of the same region. */
const WRITE_TIMEOUT_MS = 30_000;

interface RequestOptions extends Partial<Omit<ApiCall, 'path'>> {
  signal?: AbortSignal;
  /** For what takes longer than reads and writes usually do. */
  timeoutMs?: number;
  /** The body is a secret, or has one: the list of calls shows that there was one, and not what it said. */
  isSecret?: boolean;
}

/** One request to the REST API; throws ApiError for everything but a good answer. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await goodAnswer(path, options);
  return (response.status === 204 ? undefined : inReadersLanguage(await response.json())) as T;
}

/** With the version that the answer's ETag tells, for answers that do not say it themselves. */
export async function requestTagged<T>(path: string, options: RequestOptions = {}): Promise<{ value: T; version: number }> {
  const response = await goodAnswer(path, options);
  const version = Number(/^"(\d+)"$/.exec(response.headers.get('etag') ?? '')?.[1]);
  return { value: inReadersLanguage(await response.json()) as T, version };
}

async function goodAnswer(path: string, options: RequestOptions): Promise<Response> {
  const { method = 'GET', body, idempotencyKey, ifMatch, signal, isSecret = false } = options;
  const { timeoutMs = method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS } = options;
  const call: ApiCall = { method, path: `${BASE}${path}`, body, idempotencyKey, ifMatch };
  if (isOnlyPlanned(call) || isLeaving) {
    return new Promise<never>(() => undefined);
  }
  const shown = isSecret ? { ...call, body: '…' } : call;
  for (let tries = 1; ; tries += 1) {
    const response = await recorded(shown, signal, () => send(call, signal, timeoutMs));
    if (response.ok) {
      answered();
      return response;
    }
    if (!(await isWorthRepeating(response, tries))) {
      throw await refusal(response);
    }
  }
}

/** Enough for a call that was under way while the session got another token, and for one that takes a proof. */
const TRIES_MAX = 3;
const TOKEN_CHANGE_MS = 500;

/** Nothing has happened yet after either refusal, so that the same call may be made again. */
async function isWorthRepeating(response: Response, tries: number): Promise<boolean> {
  if (tries >= TRIES_MAX) {
    return false;
  }
  if (response.status === 401) {
    // A call that was under way while the user proved who they are came with the token before. Asked once more, it is known.
    await new Promise((resolve) => setTimeout(resolve, TOKEN_CHANGE_MS));
    return tries === 1;
  }
  const problem = response.status === 403 ? await readProblem(response.clone()) : null;
  return problem?.code === 'ReauthenticationRequired' && (await askForProof());
}

async function recorded(call: ApiCall, signal: AbortSignal | undefined, act: () => Promise<Response>): Promise<Response> {
  const at = Date.now();
  const startedAt = performance.now();
  const record = (status: number) => recordCall(call, { at, status, durationMs: Math.round(performance.now() - startedAt) });
  try {
    const response = await act();
    record(response.status);
    return response;
  } catch (error) {
    // A read that is not wanted any more is ended; nobody waited for its answer.
    if (!signal?.aborted) {
      record(0);
    }
    throw error;
  }
}

async function send(
  { method, path, body, idempotencyKey, ifMatch }: ApiCall,
  signal: AbortSignal | undefined,
  timeoutMs: number,
): Promise<Response> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await fetch(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        ...(method === 'GET' && isUnattended() ? { 'openslb-unattended': '1' } : {}),
        ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch.toString()}"` }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    if (!signal?.aborted) {
      lost();
    }
    throw new ApiError('No answer from the console.', { status: 0, cause: error });
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const problem = await readProblem(response);
  if (response.status === 401) {
    signInAgain();
  } else if (problem?.code === 'TwoFactorRequired') {
    setUpTwoFactor();
  }
  const error = new ApiError(problem?.detail ?? response.statusText, { status: response.status, problem });
  if (error.isLost) {
    lost();
  } else {
    answered();
  }
  return error;
}

async function readProblem(response: Response): Promise<Problem | null> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return isJson ? (inReadersLanguage(await response.json().catch(() => null)) as Problem | null) : null;
}

let isLeaving = false;

/** Another page is on its way, for which nobody needs an answer any more: without a session there would be refusals only. */
export function leavePage(): void {
  isLeaving = true;
  // Whoever comes back finds it as it was left, unless it is loaded anew.
  window.addEventListener('pageshow', () => window.location.reload(), { once: true });
}

/** The session ended elsewhere; a full load drops everything that was known here. */
function signInAgain(): void {
  leavePage();
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}

/** A role takes a second factor by now: nothing else works until there is one. */
function setUpTwoFactor(): void {
  if (window.location.pathname !== '/account') {
    leavePage();
    window.location.assign('/account');
  }
}

/** Builds a query string from the values that are set; a list gives its parameter several times. */
export function queryString(values: Record<string, string | number | undefined | string[]>): string {
  const entries = Object.entries(values).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one) => (one === undefined || one === '' ? [] : [[key, String(one)]])),
  );
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries).toString()}`;
}
