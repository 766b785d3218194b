import { randomUUID } from 'node:crypto';
import { parseInput } from '#domain/domain-error.ts';
import { FirstAdministrator } from '#domain/setup.ts';
import type { PrismaClient } from '#prisma/client.ts';
import { writeAudit } from '../audit.ts';
import { SYSTEM_ACTOR } from '../context.ts';
import { hashed, hasUser, insertAdministrator, lockSetup } from './internal.ts';

/** For an administrator given by the environment; does nothing once there is any user. */
export async function createFirstAdministrator(
  prisma: PrismaClient,
  input: { name: string; email: string; password: string },
): Promise<'created' | 'exists'> {
  const administrator = await hashed(parseInput(FirstAdministrator, input));
  return prisma.$transaction(async (tx) => {
    await lockSetup(tx);
    if (await hasUser(tx)) {
      return 'exists';
    }
    const user = await insertAdministrator(tx, administrator);
    const context = { actor: SYSTEM_ACTOR, requestId: randomUUID() };
    await writeAudit(tx, context, {
      action: 'user:created',
      resourceType: 'user',
      resourceId: user.id,
      regionId: null,
      before: null,
      after: user,
    });
    return 'created';
  });
}
