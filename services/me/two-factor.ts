import type { TwoFactorView } from '#domain/view.ts';
import { parseHashes } from '../auth/recovery-codes.ts';
import type { Context } from '../context.ts';
import { place } from '../place.ts';
import { type Database, read } from '../read.ts';
import { requireOwnSession } from './internal.ts';

/** Whether the user has a second factor, and whether a role of theirs takes one. */
export async function getTwoFactor(context: Context): Promise<TwoFactorView> {
  const { userId, sessionId } = requireOwnSession(context);
  return read(context, { in: place.anywhere, needs: null }, async (db) => {
    const factor = await db.twoFactor.findFirst({ where: { userId, verified: true } });
    const session = await db.session.findUnique({ where: { id: sessionId }, select: { secondFactor: true, method: true } });
    return {
      isEnabled: factor !== null,
      isRequired: await isRequired(db, userId),
      isShown: session?.secondFactor ?? false,
      recoveryCodesLeft: factor ? parseHashes(factor.backupCodes).length : 0,
      hasPassword: (await db.account.count({ where: { userId, providerId: 'credential' } })) > 0,
      method: session?.method === 'oidc' ? 'oidc' : 'password',
    };
  });
}

async function isRequired(db: Database, userId: string): Promise<boolean> {
  const [row] = await db.$queryRaw<{ isRequired: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM openslb_roles(${userId}) r, security_settings c WHERE r.role = ANY (c.two_factor_roles)) AS "isRequired"`;
  return row?.isRequired ?? false;
}
