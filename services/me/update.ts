import { UpdateMeInput } from '#domain/account.ts';
import type { MeView } from '#domain/view.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { getMe } from './get.ts';
import { requireOwnSession } from './internal.ts';

/** The name that others see; email and roles are what administrators decide. */
export async function updateMe(context: Context, changes: unknown): Promise<MeView> {
  const { userId } = requireOwnSession(context);
  const { name } = parseBody(UpdateMeInput, changes);
  await write(context, { in: place.anywhere, needs: null }, async (tx) => {
    const before = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true } });
    const after = await tx.user.update({ where: { id: userId }, data: { name }, select: { name: true } });
    return {
      answer: undefined,
      audit: { action: 'user:renamed', resourceType: 'user', resourceId: userId, regionId: null, before, after },
    };
  });
  return getMe(context);
}
