import { randomBytes } from 'node:crypto';
import type { PrismaClient } from '#prisma/client.ts';
import { hashToken, hasUser, lockSetup } from './internal.ts';

/**
 * A token for the one-time setup link, or null when there is a user already. Earlier tokens become void,
 * so that only the newest link in the log works.
 */
export async function issueSetupToken(prisma: PrismaClient): Promise<string | null> {
  const token = randomBytes(32).toString('base64url');
  return prisma.$transaction(async (tx) => {
    await lockSetup(tx);
    if (await hasUser(tx)) {
      return null;
    }
    await tx.setupToken.deleteMany();
    await tx.setupToken.create({ data: { tokenHash: hashToken(token) } });
    return token;
  });
}
