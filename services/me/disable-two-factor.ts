import { DisableTwoFactorInput } from '#domain/account.ts';
import { proveWholly } from '../auth/prove.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { requireOwnSession } from './internal.ts';

/** Signing in takes the password alone again. Whose role takes a second factor has to set up another before anything else. */
export async function disableTwoFactor(context: Context, input: unknown): Promise<void> {
  const { userId } = requireOwnSession(context);
  await proveWholly(context, userId, parseBody(DisableTwoFactorInput, input));
  await write(context, { in: place.anywhere, needs: null, proof: 'recent-session' }, async (tx) => {
    const { count } = await tx.twoFactor.deleteMany({ where: { userId } });
    await tx.user.update({ where: { id: userId }, data: { twoFactorEnabled: false } });
    await tx.session.updateMany({ where: { userId }, data: { secondFactor: false } });
    return {
      answer: undefined,
      audit: {
        action: 'user:two-factor-disabled',
        resourceType: 'user',
        resourceId: userId,
        regionId: null,
        before: { twoFactorEnabled: count > 0 },
        after: { twoFactorEnabled: false },
      },
    };
  });
}
