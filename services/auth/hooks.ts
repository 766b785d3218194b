import { randomUUID } from 'node:crypto';
import { createAuthMiddleware, getSessionFromCtx, isAPIError } from 'better-auth/api';
import type { PrismaClient } from '#prisma/client.ts';
import { writeAudit } from '../audit.ts';
import type { Actor } from '../context.ts';
import { clearSignInTries, signInKey, takeSignInTry } from './sign-in-limit.ts';

/** Who came and went stands in the audit; tries at one account are limited. */
export function authHooks(prisma: PrismaClient, clientAddressHeader: string | null) {
  const audit = async (action: string, actor: Actor, headers: Headers | undefined) => {
    const clientAddress = (clientAddressHeader && headers?.get(clientAddressHeader)) || undefined;
    const requestId = headers?.get('x-request-id') ?? randomUUID();
    await writeAudit(
      prisma,
      { actor, requestId, clientAddress },
      { action, resourceType: 'user', resourceId: actor.id ?? actor.name, regionId: null, before: null, after: null },
    );
  };

  const before = createAuthMiddleware(async (ctx) => {
    if (ctx.path === '/sign-in/email') {
      if (!(await takeSignInTry(prisma, signInKey(ctx.headers, emailOf(ctx.body))))) {
        // Not an APIError: the library logs each of those, and whoever guesses would fill the log.
        return Response.json({ message: 'Too many tries to sign in with this account. Wait five minutes.' }, { status: 429 });
      }
    } else if (ctx.path === '/sign-out') {
      const session = await getSessionFromCtx(ctx);
      if (session) {
        await audit('user:signed-out', { type: 'user', id: session.user.id, name: session.user.name }, ctx.headers);
      }
    }
  });

  const after = createAuthMiddleware(async (ctx) => {
    if (ctx.path !== '/sign-in/email') {
      return;
    }
    const user = ctx.context.newSession?.user;
    if (user) {
      await clearSignInTries(prisma, signInKey(ctx.headers, user.email));
      await audit('user:signed-in', { type: 'user', id: user.id, name: user.name }, ctx.headers);
    } else if (isAPIError(ctx.context.returned)) {
      await audit('user:sign-in-failed', { type: 'user', id: null, name: emailOf(ctx.body) }, ctx.headers);
    }
  });

  return { before, after };
}

const EMAIL_LENGTH_MAX = 254;

/** The body is not parsed yet when the hook runs. */
function emailOf(body: unknown): string {
  const email = typeof body === 'object' && body !== null && 'email' in body ? body.email : '';
  return typeof email === 'string' ? email.slice(0, EMAIL_LENGTH_MAX) : '';
}
