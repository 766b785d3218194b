import { answer } from '#app/api/http/answer.ts';
import { requireSameOrigin } from '#app/api/http/origin.ts';
import { readJson } from '#app/api/http/request-body.ts';
import { takeStrangersTry } from '#services/auth/sign-in-limit.ts';
import { clientAddressOf } from '#services/client-address.ts';
import { database } from '#services/database.ts';
import { completeLink } from '#services/user-link/complete.ts';

/** What the page behind the one-time link of a user sends; signing in comes after, as always. */
export function POST(request: Request): Promise<Response> {
  return answer(request, async ({ requestId }) => {
    requireSameOrigin(request);
    await takeStrangersTry(database(), request.headers);
    const context = { prisma: database(), requestId, clientAddress: clientAddressOf(request) };
    return Response.json(await completeLink(context, await readJson(request)));
  });
}
