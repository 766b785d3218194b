import { answer, type RequestFacts } from '#app/api/http/answer.ts';
import { requireSameOrigin } from '#app/api/http/origin.ts';
import { readJson } from '#app/api/http/request-body.ts';
import { DomainError, parseInput } from '#domain/domain-error.ts';
import { SignInInput } from '#domain/setup.ts';
import { auth } from '#services/auth/auth.ts';
import { knownDeviceCookie } from '#services/auth/known-device.ts';
import { database } from '#services/database.ts';
import { checkDatabase } from '#services/health.ts';

const SIGN_IN = '/api/auth/sign-in/email';
const SIGN_OUT = '/api/auth/sign-out';

/** Better Auth offers some thirty paths; only what the console uses is reachable. */
export function POST(request: Request): Promise<Response> {
  return answer(request, async (facts) => {
    if (facts.path !== SIGN_IN && facts.path !== SIGN_OUT) {
      throw nothingHere();
    }
    const origin = requireSameOrigin(request);
    const input = await readJson(request);
    // Nothing but what is asked for reaches the library, which would also take an address to send the user to.
    const body = facts.path === SIGN_IN ? parseInput(SignInInput, input) : {};
    const headers = headersFor(request, facts);
    headers.set('origin', origin);
    // The library takes the console's origin from the URL, which Next makes up from its own address.
    const response = await forward(new Request(new URL(facts.path, origin), { method: 'POST', headers, body: JSON.stringify(body) }));
    return facts.path === SIGN_IN && response.ok ? signedIn(response) : response;
  });
}

export function GET(request: Request): Promise<Response> {
  return answer(request, async () => {
    throw nothingHere();
  });
}

function nothingHere(): DomainError {
  return new DomainError('NotFound', 'The API has no such path.');
}

function headersFor(request: Request, { requestId }: RequestFacts): Headers {
  const headers = new Headers(request.headers);
  headers.delete('content-length');
  headers.set('x-request-id', requestId);
  return headers;
}

/** The library's own failures are mostly the database's, which deserves a better answer than "internal error". */
async function forward(request: Request): Promise<Response> {
  const response = await auth()
    .handler(request)
    .catch(async (error: unknown) => {
      await checkDatabase(database());
      throw error;
    });
  if (response.status >= 500) {
    await checkDatabase(database());
  }
  // Its headers may be immutable.
  return new Response(response.body, { status: response.status, headers: new Headers(response.headers) });
}

/** The library repeats the session's token in the body, where scripts could read it: the cookie is enough. */
async function signedIn(response: Response): Promise<Response> {
  const { user } = (await response.json()) as { user: { id: string; name: string; email: string } };
  const answered = Response.json({ user: { id: user.id, name: user.name, email: user.email } });
  for (const cookie of [...response.headers.getSetCookie(), knownDeviceCookie(user.email)]) {
    answered.headers.append('set-cookie', cookie);
  }
  return answered;
}
