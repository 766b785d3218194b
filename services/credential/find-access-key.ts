import type { PrismaClient } from '#prisma/client.ts';
import type { Actor } from '../context.ts';
import { secretBox } from '../secret-box.ts';

/**
 * Whom an AccessKeyId speaks for, and the secret that a signature by it was made with; null: unknown, expired, revoked, or its
 * user is disabled. What it may is judged with each verb, as for tokens.
 */
export async function findAccessKey(prisma: PrismaClient, id: string): Promise<{ actor: Actor; secret: string } | null> {
  const [found] = await prisma.$queryRaw<{ name: string; secret: string; userId: string; userName: string }[]>`
    SELECT c.name, c.secret, u.id AS "userId", u.name AS "userName" FROM credential c JOIN user_account u ON u.id = c.user_id
    WHERE c.id = ${id} AND c.kind = 'access-key' AND (c.expires_at IS NULL OR c.expires_at > now()) AND u.disabled_at IS NULL`;
  if (!found) {
    return null;
  }
  return {
    actor: { type: 'user', id: found.userId, name: found.userName, credential: { id, name: found.name } },
    secret: secretBox('access-key').open(found.secret, id),
  };
}
