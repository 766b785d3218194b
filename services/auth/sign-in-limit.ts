import { parseNetwork } from '#domain/network.ts';
import type { PrismaClient } from '#prisma/client.ts';
import { clientAddressOf } from '../client-address.ts';
import { findKnownDevice, hashAccount } from './known-device.ts';
import { clearTries, TRY_WINDOW_MAX_MS, type TryLimit, takeTry } from './tries.ts';

/**
 * Wrong proofs are limited per account, since behind no known proxy a client's address is not known for sure. Each
 * browser that has signed in with the account before has tries of its own.
 */
export const SIGN_IN_LIMIT: TryLimit = { max: 10, windowMs: TRY_WINDOW_MAX_MS };

/** What one address may try, whatever the accounts. */
export const ADDRESS_LIMIT: TryLimit = { max: 10, windowMs: 10_000 };
/** What all strangers together may: keeps the CPU from drowning in password hashes, and the table of counts small. */
export const SHARED_LIMIT: TryLimit = { max: 40, windowMs: 10_000 };

/** Of one try to sign in; a browser that is known to the account is counted with the account only. */
export async function takeSignInTry(prisma: PrismaClient, headers: Headers, email: string): Promise<void> {
  if (!isKnownTo(headers, email)) {
    await takeStrangersTry(prisma, headers);
  }
  await takeTry(prisma, signInKey(headers, email), SIGN_IN_LIMIT);
}

/** Of one try by whoever has no session: at a password, a one-time link, the setup. */
export async function takeStrangersTry(prisma: PrismaClient, headers: Headers): Promise<void> {
  const network = networkOf(clientAddressOf({ headers }));
  if (network !== null) {
    await takeTry(prisma, `address:${network}`, ADDRESS_LIMIT);
  }
  await takeTry(prisma, 'strangers', SHARED_LIMIT);
}

/** Who has one IPv6 address has its /64. Null: not known, or this machine, whose proxy may speak for everybody. */
function networkOf(address: string | undefined): string | null {
  if (address === undefined || address === '::1' || address.startsWith('127.')) {
    return null;
  }
  const network = address.includes(':') ? parseNetwork(`${address}/64`) : null;
  return network?.cidr ?? address;
}

export async function clearSignInTries(prisma: PrismaClient, headers: Headers, email: string): Promise<void> {
  await clearTries(prisma, signInKey(headers, email));
}

/** Whose tries a request uses up. */
function signInKey(headers: Headers, email: string): string {
  const account = hashAccount(email);
  return isKnownTo(headers, email) ? `sign-in:${account}:${findKnownDevice(headers)?.id}` : `sign-in:${account}`;
}

function isKnownTo(headers: Headers, email: string): boolean {
  return findKnownDevice(headers)?.accountHash === hashAccount(email);
}
