import { answer } from '#app/api/http/answer.ts';
import { requireSameOrigin } from '#app/api/http/origin.ts';
import { readJson } from '#app/api/http/request-body.ts';
import { takeStrangersTry } from '#services/auth/sign-in-limit.ts';
import { clientAddressOf } from '#services/client-address.ts';
import { database } from '#services/database.ts';
import { completeSetup } from '#services/setup/complete.ts';

/** What the page behind the one-time setup link sends; signing in comes after, as always. */
export function POST(request: Request): Promise<Response> {
  return answer(request, async ({ requestId }) => {
    requireSameOrigin(request);
    await takeStrangersTry(database(), request.headers);
    const context = { prisma: database(), requestId, clientAddress: clientAddressOf(request) };
    return Response.json(await completeSetup(context, await readJson(request)), { status: 201 });
  });
}
