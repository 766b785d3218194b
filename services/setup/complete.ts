import { DomainError, parseInput } from '#domain/domain-error.ts';
import { SetupInput } from '#domain/setup.ts';
import { writeAudit } from '../audit.ts';
import type { Context } from '../context.ts';
import { toDomainError } from '../database-error.ts';
import { goodToken, hashed, insertAdministrator, isSetupOver, lockSetup } from './internal.ts';

/** What the one-time link does: the first administrator, once, and never when there is a user already. */
export async function completeSetup(context: Omit<Context, 'actor'>, input: unknown): Promise<{ id: string; name: string; email: string }> {
  const { token, ...person } = parseInput(SetupInput, input);
  // Looked at before the costly hash, so that a wrong link cannot be used to burn CPU.
  await requireOpen(context, token);
  const administrator = await hashed(person);
  try {
    return await context.prisma.$transaction(async (tx) => {
      await lockSetup(tx);
      const used = await tx.setupToken.updateMany({
        where: goodToken(token),
        data: { usedAt: new Date() },
      });
      if (used.count !== 1 || (await isSetupOver(tx))) {
        throw setupClosed();
      }
      const user = await insertAdministrator(tx, administrator);
      const actor = { type: 'user', id: user.id, name: user.name } as const;
      await writeAudit(
        tx,
        { ...context, actor },
        { action: 'user:created', resourceType: 'user', resourceId: user.id, regionId: null, before: null, after: user },
      );
      return { id: user.id, name: user.name, email: user.email };
    });
  } catch (error) {
    throw toDomainError(error);
  }
}

async function requireOpen({ prisma }: Pick<Context, 'prisma'>, token: string): Promise<void> {
  try {
    const open = await prisma.setupToken.count({ where: goodToken(token) });
    if (open !== 1) {
      throw setupClosed();
    }
  } catch (error) {
    throw toDomainError(error);
  }
}

function setupClosed(): DomainError {
  return new DomainError('SetupClosed', 'This setup link was used already, was replaced by a newer one, has expired, or is unknown.');
}
