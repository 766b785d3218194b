import type { Context } from '../context.ts';
import { hashToken, hasUser } from './internal.ts';

/** Whether the one-time link with this token would still make the first administrator. */
export async function isSetupOpen({ prisma }: Pick<Context, 'prisma'>, token: string): Promise<boolean> {
  const open = await prisma.setupToken.count({ where: { tokenHash: hashToken(token), usedAt: null } });
  return open === 1 && !(await hasUser(prisma));
}
