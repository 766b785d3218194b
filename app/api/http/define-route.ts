import { DomainError } from '#domain/domain-error.ts';
import type { ImpactView } from '#domain/view.ts';
import { type Authenticated, authenticate, hasBearer, type RequestOrigin } from '#services/auth/authenticate.ts';
import { clientAddressOf } from '#services/client-address.ts';
import type { Context } from '#services/context.ts';
import { database } from '#services/database.ts';
import { Rehearsed } from '#services/impact/rehearse.ts';
import { noteRefusal } from '#services/operation-log/refusal.ts';
import { answer, type RequestFacts } from './answer.ts';
import { requireSameOrigin } from './origin.ts';
import { problemResponse } from './problem.ts';
import { readJson } from './request-body.ts';
import { readQuery } from './request-target.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
type Method = (typeof METHODS)[number];

export interface RouteInput<P> {
  context: Context;
  params: P;
  /** A parameter that is given more than once is a list. */
  query: Record<string, string | string[]>;
  /** Of at most `bytesMax`, or what most bodies may have. */
  body: (bytesMax?: number) => Promise<unknown>;
  request: Request;
}

/** What it returns is the answer: a Response as it is, nothing as 204, anything else as JSON. */
type Handler<P> = (input: RouteInput<P>) => Promise<unknown>;

type RouteExports<P> = Record<Method, (request: Request, segment: { params: Promise<P> }) => Promise<Response>>;

interface RouteOptions {
  /** For what takes to show a second factor, or to set one up: nothing else works in a session that needs one. */
  isBeforeSecondFactor?: boolean;
  /** Pages ask for it by themselves, so it does not keep a session from ending for idleness. */
  isBackground?: boolean;
}

/** Set by pages in front of which nobody has done anything for a while. */
export const UNATTENDED_HEADER = 'openslb-unattended';

/**
 * The handlers of one path. All that requests have in common happens here: who asks, origin, body, errors.
 * Methods without a handler answer 405, so that every method of every path takes somebody who is known.
 */
export function route<P = Record<never, never>>(
  handlers: Partial<Record<Method, Handler<P>>>,
  { isBeforeSecondFactor = false, isBackground = false }: RouteOptions = {},
): RouteExports<P> {
  const allowed = METHODS.filter((method) => handlers[method]).join(', ');
  const respond = (method: Method) => (request: Request, segment: { params: Promise<P> }) =>
    answer(request, async (facts) => {
      const isActivity = !isBackground && !request.headers.has(UNATTENDED_HEADER);
      const known = await authenticate(originOf(request, facts), request.headers, { isActivity });
      if (!known) {
        throw new DomainError('Unauthenticated', hasBearer(request.headers) ? 'The API token does not work (any more).' : 'Sign in first.');
      }
      const context = contextOf(request, facts, known);
      await noting(context, request, async () => {
        if (known.isHeldBack && !isBeforeSecondFactor) {
          throw new DomainError('TwoFactorRequired', 'Your role takes a second factor: set it up, or show it, on your account page.');
        }
      });
      const handler = handlers[method];
      return handler ? run(handler, request, segment, context) : methodNotAllowed(allowed, facts);
    });
  return {
    GET: respond('GET'),
    POST: respond('POST'),
    PUT: respond('PUT'),
    PATCH: respond('PATCH'),
    DELETE: respond('DELETE'),
    OPTIONS: respond('OPTIONS'),
  };
}

function methodNotAllowed(allowed: string, facts: RequestFacts): Response {
  const error = new DomainError('MethodNotAllowed', `This path takes ${allowed} only.`);
  const response = problemResponse(error, facts);
  response.headers.set('allow', allowed);
  return response;
}

async function run<P>(handler: Handler<P>, request: Request, segment: { params: Promise<P> }, context: Context): Promise<Response> {
  await noting(context, request, async () => {
    // No page of another site can make a browser add a token; cookies it adds by itself.
    if (request.method !== 'GET' && request.method !== 'HEAD' && !hasBearer(request.headers)) {
      requireSameOrigin(request);
    }
  });
  const query = readQuery(request);
  const isRehearsal = request.method !== 'GET' && isDryRun(query.dryRun);
  const input = { params: await segment.params, query, body: (bytesMax?: number) => readJson(request, { bytesMax }), request };
  const ifMatch = ifMatchOf(request);
  const answered = noting(context, request, () => handler({ ...input, context: { ...context, isRehearsal, ifMatch } }));
  const result = await (isRehearsal ? answered.catch(impactOfRehearsal) : answered);
  if (result instanceof Response) {
    return result;
  }
  return result === undefined ? new Response(null, { status: 204 }) : Response.json(result, { headers: etagOf(result) });
}

/** Who is refused for want of a right stands in the operation log. */
async function noting<T>(context: Context, request: Request, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    await noteRefusal(context, { method: request.method, path: new URL(request.url).pathname }, error);
    throw error;
  }
}

/** The version of what keeps versions; If-Match takes it. */
function etagOf(result: unknown): Record<string, string> {
  const version = typeof result === 'object' && result !== null && 'version' in result ? result.version : null;
  return typeof version === 'number' ? { etag: `"${version}"` } : {};
}

/** `"3"`, several of them, or `*`. */
function ifMatchOf(request: Request): Context['ifMatch'] {
  const header = request.headers.get('if-match')?.trim();
  if (header === undefined || header === '*') {
    return header;
  }
  const versions = header.split(',').map((tag) => /^"(\d{1,9})"$/.exec(tag.trim())?.[1]);
  if (versions.some((version) => version === undefined)) {
    throw new DomainError('InvalidParameter', 'If-Match takes the ETag of an answer, such as "3".', { path: 'If-Match' });
  }
  return versions.map(Number);
}

function isDryRun(dryRun: string | string[] | undefined): boolean {
  if (dryRun !== undefined && dryRun !== 'true' && dryRun !== 'false') {
    throw new DomainError('InvalidParameter', 'dryRun is true or false.', { path: 'dryRun' });
  }
  return dryRun === 'true';
}

/** A refusal is an answer to the question what would happen, not a failure to answer it. */
function impactOfRehearsal(error: unknown): ImpactView {
  if (error instanceof Rehearsed) {
    return error.impact;
  }
  if (error instanceof DomainError && error.status < 500 && error.code !== 'MissingRole') {
    return { open: 0, cut: 0, drained: 0, kept: 0, listeners: [], refusal: { code: error.code, detail: error.message } };
  }
  throw error;
}

function contextOf(request: Request, facts: RequestFacts, { actor, session }: Authenticated): Context {
  return { ...originOf(request, facts), actor, session, idempotencyKey: request.headers.get('idempotency-key') ?? undefined };
}

function originOf(request: Request, { requestId }: RequestFacts): RequestOrigin {
  return { prisma: database(), requestId, clientAddress: clientAddressOf(request) };
}

export function created(value: { id: string }): Response {
  return Response.json(value, { status: 201, headers: etagOf(value) });
}

/** For an answer that does not say its version itself. */
export function tagged(value: unknown, version: number): Response {
  return Response.json(value, { headers: etagOf({ version }) });
}
