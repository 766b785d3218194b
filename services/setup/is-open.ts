import type { Context } from '../context.ts';
import { goodToken, isSetupOver } from './internal.ts';

/** Whether the one-time link with this token would still make the first administrator. */
export async function isSetupOpen({ prisma }: Pick<Context, 'prisma'>, token: string): Promise<boolean> {
  const open = await prisma.setupToken.count({ where: goodToken(token) });
  return open === 1 && !(await isSetupOver(prisma));
}
