import { type NextRequest, NextResponse } from 'next/server';
import { contentSecurityPolicy, newNonce, transportSecurity } from '#app/browser-policy.ts';
import { readEnvironment } from '#services/environment.ts';

/**
 * Next's hook before a page is made; the framework demands this name. It is no part of the folder `proxy/`, which is the worker.
 * Next finds the nonce in the policy of the request, and gives it to every script that it writes.
 */
export function proxy(request: NextRequest): NextResponse {
  const policy = contentSecurityPolicy(newNonce(), { isDevelopment: process.env.NODE_ENV === 'development' });
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  for (const [name, value] of Object.entries(transportSecurity(readEnvironment().publicUrl))) {
    response.headers.set(name, value);
  }
  return response;
}

// Pages. The API has a policy of its own (app/api/http/answer.ts), and its bodies would be read into memory here.
export const config = { matcher: '/((?!api/|_next/static/).*)' };
