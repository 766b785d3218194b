import { randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import { parseInput } from '#domain/domain-error.ts';
import { UseLinkInput } from '#domain/user.ts';
import { writeAudit } from '../audit.ts';
import { requireGoodPassword } from '../auth/password.ts';
import type { Context } from '../context.ts';
import { toDomainError } from '../database-error.ts';
import type { Database } from '../read.ts';
import { endSessions, loadUserDocument, lockUser, userAudit } from '../user/internal.ts';
import { isOpen, linkClosed } from './internal.ts';

/** What a one-time link does: its user has this password from now on. Ends all sessions of the user; signing in comes after. */
export async function completeLink(context: Omit<Context, 'actor'>, input: unknown): Promise<{ email: string }> {
  const { token, password } = parseInput(UseLinkInput, input);
  try {
    // Looked at before the costly hash, so that a wrong link cannot be used to burn CPU.
    const { user } = await findOpen(context.prisma, token);
    requireGoodPassword(password, user);
    const passwordHash = await hashPassword(password);
    return await context.prisma.$transaction(async (tx) => {
      const { userId } = await findOpen(tx, token);
      await lockUser(tx, userId);
      await use(tx, token);
      const before = await loadUserDocument(tx, userId);
      await setPassword(tx, userId, passwordHash);
      await endSessions(tx, userId);
      const actor = { type: 'user', id: userId, name: before.name } as const;
      const after = await loadUserDocument(tx, userId);
      await writeAudit(tx, { ...context, actor }, userAudit('user:password-set', userId, { before, after }));
      return { email: after.email };
    });
  } catch (error) {
    throw toDomainError(error);
  }
}

async function findOpen(db: Database, token: string) {
  const link = await db.userLink.findFirst({ where: isOpen(token), include: { user: true } });
  if (!link) {
    throw linkClosed();
  }
  return link;
}

/** With the user locked: of two who use it at the same moment the second finds it used. */
async function use(tx: Database, token: string): Promise<void> {
  const { count } = await tx.userLink.updateMany({ where: isOpen(token), data: { usedAt: new Date() } });
  if (count !== 1) {
    throw linkClosed();
  }
}

/** The row that the login library expects for a user who signs in with email and password. */
async function setPassword(tx: Database, userId: string, password: string): Promise<void> {
  await tx.user.update({ where: { id: userId }, data: { passwordChangedAt: new Date() } });
  await tx.account.upsert({
    where: { providerId_accountId: { providerId: 'credential', accountId: userId } },
    create: { id: randomUUID(), userId, accountId: userId, providerId: 'credential', password },
    update: { password },
  });
}
