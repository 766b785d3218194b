import type { PrismaClient } from '#prisma/client.ts';
import type { Actor } from '../context.ts';
import { failedTries } from './failed-tries.ts';
import { recordRefusal, recordUse } from './record-use.ts';
import { hashToken, isToken } from './secrets.ts';

interface Found {
  id: string;
  name: string;
  userId: string;
  userName: string;
  isExpired: boolean;
  isUserDisabled: boolean;
}

export interface TokenRequest {
  prisma: PrismaClient;
  requestId: string;
  clientAddress?: string;
}

/**
 * Who an API token speaks for; null, whatever the reason: unknown, expired, revoked, its user disabled. What it may is
 * judged with each verb (services/permission/access.ts). One look-up by an index of hashes, whose time tells nothing.
 */
export async function authenticateToken({ prisma, requestId, clientAddress }: TokenRequest, token: string): Promise<Actor | null> {
  if (!isToken(token)) {
    return null;
  }
  const tokenHash = hashToken(token);
  const tries = failedTries();
  tries.requirePatience(tokenHash, clientAddress);
  const found = await find(prisma, tokenHash);
  if (!found) {
    tries.failed(tokenHash, clientAddress);
    return null;
  }
  const credential = { id: found.id, name: found.name };
  const user = { id: found.userId, name: found.userName };
  const use = { prisma, credential, user, requestId, clientAddress };
  if (found.isExpired || found.isUserDisabled) {
    tries.failed(tokenHash, clientAddress);
    recordRefusal(use, found.isExpired ? 'expired' : 'user-disabled');
    return null;
  }
  tries.succeeded(tokenHash);
  recordUse(use);
  return { type: 'user', ...user, credential };
}

async function find(prisma: PrismaClient, tokenHash: string): Promise<Found | undefined> {
  const [found] = await prisma.$queryRaw<Found[]>`
    SELECT c.id, c.name, c.user_id AS "userId", u.name AS "userName", coalesce(c.expires_at <= now(), false) AS "isExpired",
      u.disabled_at IS NOT NULL AS "isUserDisabled"
    FROM credential c JOIN user_account u ON u.id = c.user_id WHERE c.token_hash = ${tokenHash}`;
  return found;
}
