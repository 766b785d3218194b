import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { DomainError } from '#domain/domain-error.ts';
import { SESSION_LIFETIME_HOURS_MAX } from '#domain/security-settings.ts';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from '#domain/setup.ts';
import type { PrismaClient } from '#prisma/client.ts';
import { database } from '../database.ts';
import { toDomainError } from '../database-error.ts';
import { type ConsoleEnvironment, readEnvironment } from '../environment.ts';
import { log } from '../log.ts';
import { processWide } from '../process-wide.ts';
import { cookieSecurity } from './cookie-security.ts';

type Auth = ReturnType<typeof createAuth>;

/** Cookies, sessions and password hashes of the console, by Better Auth; one per process. */
export function auth(): Auth {
  const environment = readEnvironment();
  return processWide('auth', JSON.stringify(environment), () => createAuth(database(), environment));
}

function createAuth(prisma: PrismaClient, { secret, publicUrl, clientAddressHeader }: ConsoleEnvironment) {
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
    // How long a session really lasts is judged at every request (session.ts): this is the most that can be set.
    session: { expiresIn: SESSION_LIFETIME_HOURS_MAX * 3600, disableSessionRefresh: true },
    // Tries are counted before the library is asked (tries.ts).
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: `${prefix}openslb`,
      // The library's own prefix would be `__Secure-`, which sister hosts can write.
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure },
      // An empty list trusts no header: a client can make up X-Forwarded-For.
      ipAddress: { ipAddressHeaders: clientAddressHeader ? [clientAddressHeader] : [] },
    },
    telemetry: { enabled: false },
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
