import { answer, type RequestFacts } from '#app/api/http/answer.ts';
import { requireSameOrigin } from '#app/api/http/origin.ts';
import { readJson } from '#app/api/http/request-body.ts';
import { DomainError, parseInput } from '#domain/domain-error.ts';
import { SecondFactorInput, SignInInput } from '#domain/setup.ts';
import { type SignedIn, type SignInRequest, signInWithCode, signInWithPassword, signOut } from '#services/auth/sign-in.ts';
import { clientAddressOf } from '#services/client-address.ts';
import { database } from '#services/database.ts';
import { readEnvironment } from '#services/environment.ts';

type Step = (request: SignInRequest, input: unknown) => Promise<Response>;

/** Better Auth offers some thirty paths, none of which is reachable: these are ours. */
const STEPS: Record<string, Step> = {
  '/api/auth/sign-in/email': async (request, input) => {
    requirePasswords();
    return signedIn(await signInWithPassword(request, parseInput(SignInInput, input)));
  },
  '/api/auth/sign-in/second-factor': async (request, input) =>
    signedIn(await signInWithCode(request, parseInput(SecondFactorInput, input).code)),
  '/api/auth/sign-out': async (request) => {
    const { setCookies } = await signOut(request);
    return withCookies(Response.json({ success: true }), setCookies);
  },
};

export function POST(request: Request): Promise<Response> {
  return answer(request, async (facts) => {
    const step = STEPS[facts.path];
    if (!step) {
      throw nothingHere();
    }
    requireSameOrigin(request);
    return step(signInRequest(request, facts), await readJson(request));
  });
}

export function GET(request: Request): Promise<Response> {
  return answer(request, async () => {
    throw nothingHere();
  });
}

function requirePasswords(): void {
  if (!readEnvironment().hasPasswords) {
    throw new DomainError('Forbidden', 'Signing in with a password is switched off: use single sign-on.');
  }
}

function nothingHere(): DomainError {
  return new DomainError('NotFound', 'The API has no such path.');
}

function signInRequest(request: Request, { requestId }: RequestFacts): SignInRequest {
  return { prisma: database(), headers: request.headers, requestId, clientAddress: clientAddressOf(request) };
}

/** The session's token is in the cookie only, where scripts cannot read it. */
function signedIn({ user, setCookies }: SignedIn): Response {
  return withCookies(Response.json(user ? { user } : { secondFactor: true }), setCookies);
}

function withCookies(response: Response, setCookies: string[]): Response {
  for (const cookie of setCookies) {
    response.headers.append('set-cookie', cookie);
  }
  return response;
}
