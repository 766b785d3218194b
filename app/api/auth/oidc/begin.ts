import { z } from 'zod';
import { requireSameOrigin } from '#app/api/http/origin.ts';
import { nextPath } from '#app/next-path.ts';
import { DomainError, parseInput } from '#domain/domain-error.ts';
import { readEnvironment } from '#services/environment.ts';
import { beginSignOn } from '#services/single-sign-on/begin.ts';
import { describeRefusal, SignOnRefused } from '#services/single-sign-on/refusal.ts';
import type { SingleSignOn } from '#services/single-sign-on/variables.ts';

const BeginInput = z.object({ next: z.string('Say where to go afterwards.') });

/** It travels in a cookie. */
const NEXT_LENGTH_MAX = 1500;

export function requireSingleSignOn(): SingleSignOn {
  const { singleSignOn } = readEnvironment();
  if (!singleSignOn) {
    throw new DomainError('NotFound', 'Single sign-on is not configured.');
  }
  return singleSignOn;
}

/** `{ url }`: where the page goes now. Not a redirect, which the policy of our pages would keep a form from following. */
export async function begin(request: Request, input: unknown, sessionId: string | null): Promise<Response> {
  const singleSignOn = requireSingleSignOn();
  const origin = readEnvironment().publicUrl?.origin ?? requireSameOrigin(request);
  const next = nextPath(parseInput(BeginInput, input).next);
  try {
    const { url, setCookie } = await beginSignOn(singleSignOn, {
      origin,
      next: next.length > NEXT_LENGTH_MAX ? '/' : next,
      sessionId,
    });
    return Response.json({ url: url.href }, { headers: { 'set-cookie': setCookie } });
  } catch (error) {
    if (error instanceof SignOnRefused) {
      throw new DomainError('ServiceUnavailable', 'The provider of single sign-on does not answer. Try again.', {
        cause: new Error(describeRefusal(error)),
      });
    }
    throw error;
  }
}
