import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '#prisma/client.ts';
import { findKnownDevice, hashAccount } from './known-device.ts';

/**
 * Wrong passwords are limited per account, since behind no known proxy a client's address is not known
 * for sure. The window starts with the first try and is not prolonged by later ones. Each browser that has
 * signed in with the account before has tries of its own.
 */
export const SIGN_IN_TRIES_MAX = 10;
export const SIGN_IN_WINDOW_MS = 5 * 60_000;

/** Counts a try before the password is looked at, so that tries in parallel count too; false: refuse it. */
export async function takeSignInTry(prisma: PrismaClient, key: string): Promise<boolean> {
  const now = Date.now();
  const expired = now - SIGN_IN_WINDOW_MS;
  await prisma.$executeRaw`DELETE FROM rate_limit WHERE last_request < ${expired} AND key <> ${key}`;
  const [row] = await prisma.$queryRaw<{ count: number }[]>`
    INSERT INTO rate_limit AS r (id, key, count, last_request) VALUES (${randomUUID()}, ${key}, 1, ${now})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN r.last_request < ${expired} THEN 1 ELSE r.count + 1 END,
      last_request = CASE WHEN r.last_request < ${expired} THEN excluded.last_request ELSE r.last_request END
    RETURNING count`;
  return row !== undefined && row.count <= SIGN_IN_TRIES_MAX;
}

export async function clearSignInTries(prisma: PrismaClient, key: string): Promise<void> {
  await prisma.rateLimit.deleteMany({ where: { key } });
}

/** Whose tries a request uses up. */
export function signInKey(headers: Headers | undefined, email: string): string {
  const account = hashAccount(email);
  const device = findKnownDevice(headers);
  return device?.accountHash === account ? `sign-in:${account}:${device.id}` : `sign-in:${account}`;
}
