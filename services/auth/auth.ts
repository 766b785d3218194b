import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { DomainError } from '#domain/domain-error.ts';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '#domain/setup.ts';
import type { PrismaClient } from '#prisma/client.ts';
import { database } from '../database.ts';
import { toDomainError } from '../database-error.ts';
import { type ConsoleEnvironment, readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { processWide } from '../process-wide.ts';
import { cookieSecurity } from './cookie-security.ts';
import { authHooks } from './hooks.ts';
import { findKnownDevice } from './known-device.ts';
import { SIGN_IN_WINDOW_MS } from './sign-in-limit.ts';

type Auth = ReturnType<typeof createAuth>;

/** Sessions and passwords of the console, by Better Auth; one per process. */
export function auth(): Auth {
  const environment = readEnvironment();
  return processWide('auth', JSON.stringify(environment), () => createAuth(database(), environment));
}

/** Without a trusted header all clients share one count, so it only has to keep the CPU from drowning in password hashes. */
const SIGN_INS_PER_10_SECONDS = { byClient: 10, shared: 40 };

function createAuth(prisma: PrismaClient, { secret, publicUrl, clientAddressHeader }: ConsoleEnvironment) {
  const signInsMax = clientAddressHeader ? SIGN_INS_PER_10_SECONDS.byClient : SIGN_INS_PER_10_SECONDS.shared;
  const { prefix, isSecure } = cookieSecurity(publicUrl);
  return betterAuth({
    appName: 'OpenSLB',
    secret,
    // Absent: the origin of each request, which the route has compared with its Host header.
    baseURL: publicUrl?.origin,
    basePath: '/api/auth',
    database: prismaAdapter(prisma, { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH_MIN,
      maxPasswordLength: PASSWORD_LENGTH_MAX,
    },
    rateLimit: {
      enabled: true,
      storage: 'database',
      // Rows of the table live as long as the longest window; the limit per account keeps its rows there too.
      window: SIGN_IN_WINDOW_MS / 1000,
      customRules: {
        '/sign-in/email': ({ headers }) => !findKnownDevice(headers) && { window: 10, max: signInsMax },
        '/sign-out': false,
        '/get-session': false,
      },
    },
    advanced: {
      cookiePrefix: `${prefix}openslb`,
      // The library's own prefix would be `__Secure-`, which sister hosts can write.
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure },
      // An empty list trusts no header: a client can make up X-Forwarded-For.
      ipAddress: { ipAddressHeaders: clientAddressHeader ? [clientAddressHeader] : [] },
    },
    telemetry: { enabled: false },
    hooks: authHooks(prisma, clientAddressHeader),
    logger: {
      level: 'error',
      log: (level, message, ...details) => {
        // That the database is away is logged with the request.
        if (!isDatabaseAway(details[0])) {
          log(level === 'error' ? 'error' : 'info', 'auth:message', { message, error: details[0] });
        }
      },
    },
  });
}

function isDatabaseAway(error: unknown): boolean {
  const known = toDomainError(error);
  return known instanceof DomainError && known.code === 'ServiceUnavailable';
}
