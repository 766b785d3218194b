import { NewRecoveryCodesInput } from '#domain/account.ts';
import { DomainError } from '#domain/domain-error.ts';
import type { RecoveryCodesView } from '#domain/view.ts';
import { proveWholly } from '../auth/prove.ts';
import { hashRecoveryCode, newRecoveryCodes, parseHashes } from '../auth/recovery-codes.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { write } from '../write.ts';
import { requireOwnSession } from './internal.ts';

/** New ones, shown here only; those before are void. */
export async function renewRecoveryCodes(context: Context, input: unknown): Promise<RecoveryCodesView> {
  const { userId } = requireOwnSession(context);
  await proveWholly(context, userId, parseBody(NewRecoveryCodesInput, input));
  const recoveryCodes = newRecoveryCodes();
  return write(context, { in: place.anywhere, needs: null, proof: 'recent-session' }, async (tx) => {
    const factor = await tx.twoFactor.findUnique({ where: { userId } });
    if (!factor) {
      throw new DomainError('TwoFactorState', 'Set up a second factor first: recovery codes stand in for it.');
    }
    await tx.twoFactor.update({ where: { userId }, data: { backupCodes: JSON.stringify(recoveryCodes.map(hashRecoveryCode)) } });
    return {
      answer: { recoveryCodes },
      audit: {
        action: 'user:recovery-codes-renewed',
        resourceType: 'user',
        resourceId: userId,
        regionId: null,
        before: { left: parseHashes(factor.backupCodes).length, renewed: false },
        after: { left: recoveryCodes.length, renewed: true },
      },
    };
  });
}
