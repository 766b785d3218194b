import { answer, type RequestFacts } from '#app/api/http/answer.ts';
import { nextPath } from '#app/next-path.ts';
import type { SignOnFailure } from '#domain/sign-on.ts';
import { getSession } from '#services/auth/session.ts';
import { clientAddressOf } from '#services/client-address.ts';
import { database } from '#services/database.ts';
import { log } from '#services/log.ts';
import { endedFlowCookie, type Flow, openFlow } from '#services/single-sign-on/flow.ts';
import { identify } from '#services/single-sign-on/identity.ts';
import { reauthenticateWithProvider } from '#services/single-sign-on/reauthenticate.ts';
import { describeRefusal, SignOnRefused } from '#services/single-sign-on/refusal.ts';
import { signInWithProvider } from '#services/single-sign-on/sign-in.ts';
import { requireSingleSignOn } from '../begin.ts';

/** Where the provider sends the browser back to. It always goes on to a page of the console. */
export function GET(request: Request): Promise<Response> {
  return answer(request, async (facts) => {
    requireSingleSignOn();
    let flow: Flow | null = null;
    try {
      flow = openFlow(request.headers);
      const setCookies = await complete(request, facts, flow);
      return redirect(nextPath(flow.next), [...setCookies, endedFlowCookie()]);
    } catch (error) {
      return redirect(refused(error, facts, flow), [endedFlowCookie()]);
    }
  });
}

/** The cookies of the session, which is new or has been proved again. */
async function complete(request: Request, { requestId }: RequestFacts, flow: Flow): Promise<string[]> {
  const settings = requireSingleSignOn();
  const identity = await identify(settings, flow, new URL(request.url).searchParams);
  const asked = { prisma: database(), requestId, clientAddress: clientAddressOf(request) };
  if (flow.sessionId === null) {
    return signInWithProvider({ ...asked, headers: request.headers }, settings, identity);
  }
  const session = await getSession(request.headers);
  if (!session) {
    throw new SignOnRefused('stale');
  }
  const { id, authenticatedAt, user } = session;
  const actor = { type: 'user', id: user.id, name: user.name } as const;
  return reauthenticateWithProvider({ ...asked, actor, session: { id, authenticatedAt } }, flow, identity);
}

/** The page that says why, in words of our own. */
function refused(error: unknown, { requestId }: RequestFacts, flow: Flow | null): string {
  const failure: SignOnFailure = error instanceof SignOnRefused ? error.failure : 'failed';
  if (failure === 'failed' || failure === 'unavailable') {
    log('warn', 'sign-on:failed', { requestId, failure, reason: describeRefusal(error) });
  }
  const query = new URLSearchParams({ failure, next: nextPath(flow?.next) });
  return `${flow?.sessionId ? '/sign-in/again' : '/sign-in'}?${query}`;
}

function redirect(path: string, cookies: string[]): Response {
  const response = new Response(null, { status: 303, headers: { location: path } });
  for (const cookie of cookies) {
    response.headers.append('set-cookie', cookie);
  }
  return response;
}
