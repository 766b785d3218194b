import { randomBytes } from 'node:crypto';
import type { PrismaClient } from '#prisma/client.ts';
import { hashToken, isSetupOver, lockSetup } from './internal.ts';

/**
 * A token for the one-time setup link, or null when there is or ever was a user. Earlier tokens become void, so that only the
 * link of the newest start works, for a day.
 */
export async function issueSetupToken(prisma: PrismaClient): Promise<string | null> {
  const token = randomBytes(32).toString('base64url');
  return prisma.$transaction(async (tx) => {
    await lockSetup(tx);
    if (await isSetupOver(tx)) {
      return null;
    }
    await tx.setupToken.deleteMany();
    await tx.setupToken.create({ data: { tokenHash: hashToken(token) } });
    return token;
  });
}
