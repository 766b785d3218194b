import type { Problem } from '#domain/view.ts';
import { ApiError } from './api-error.ts';
import { answered, lost } from './connection.ts';
import { inReadersLanguage } from './readers-language.ts';

const BASE = '/api/v1';
/** A console that hangs is taken for gone after this. */
const READ_TIMEOUT_MS = 10_000;
/** Writes may queue behind others of the same region. */
const WRITE_TIMEOUT_MS = 30_000;

interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  idempotencyKey?: string;
  signal?: AbortSignal;
}

/** One request to the REST API; throws ApiError for everything but a good answer. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(`${BASE}${path}`, options);
  if (!response.ok) {
    throw await refusal(response);
  }
  answered();
  return (response.status === 204 ? undefined : inReadersLanguage(await response.json())) as T;
}

async function send(url: string, { method = 'GET', body, idempotencyKey, signal }: RequestOptions): Promise<Response> {
  const timeout = AbortSignal.timeout(method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS);
  try {
    return await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
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

/** The session ended elsewhere; a full load drops everything that was known here. */
function signInAgain(): void {
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}

/** Builds a query string from the values that are set; a list gives its parameter several times. */
export function queryString(values: Record<string, string | number | undefined | string[]>): string {
  const entries = Object.entries(values).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one) => (one === undefined || one === '' ? [] : [[key, String(one)]])),
  );
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries).toString()}`;
}
