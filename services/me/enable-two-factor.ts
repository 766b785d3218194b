import { randomUUID } from 'node:crypto';
import { EnableTwoFactorInput } from '#domain/account.ts';
import { DomainError } from '#domain/domain-error.ts';
import type { RecoveryCodesView } from '#domain/view.ts';
import { hashRecoveryCode, newRecoveryCodes } from '../auth/recovery-codes.ts';
import { wrongCode } from '../auth/second-factor.ts';
import { stepOfCode } from '../auth/totp.ts';
import type { Context } from '../context.ts';
import { parseBody } from '../parse-body.ts';
import { place } from '../place.ts';
import { secretBox } from '../secret-box.ts';
import { endSessions } from '../session/internal.ts';
import { write } from '../write.ts';
import { openSetup } from './begin-two-factor.ts';
import { requireOwnSession } from './internal.ts';

/** From now on signing in takes a code. The recovery codes are shown here only. */
export async function enableTwoFactor(context: Context, input: unknown): Promise<RecoveryCodesView> {
  const { userId, sessionId } = requireOwnSession(context);
  const { setup, code, endOtherSessions } = parseBody(EnableTwoFactorInput, input);
  const secret = openSetup(userId, setup);
  const step = stepOfCode(secret, code.replaceAll(/\s/g, ''), { at: Date.now(), lastStep: null });
  if (step === null) {
    throw wrongCode();
  }
  const recoveryCodes = newRecoveryCodes();
  return write(context, { in: place.anywhere, needs: null, proof: 'recent-session' }, async (tx) => {
    if (await tx.twoFactor.findFirst({ where: { userId } })) {
      throw new DomainError('TwoFactorState', 'A second factor is set up already. Disable it first.');
    }
    const sealed = secretBox('second-factor').seal(secret, userId);
    const backupCodes = JSON.stringify(recoveryCodes.map(hashRecoveryCode));
    await tx.twoFactor.create({ data: { id: randomUUID(), userId, secret: sealed, backupCodes, lastStep: step } });
    await tx.user.update({ where: { id: userId }, data: { twoFactorEnabled: true } });
    await tx.session.update({ where: { id: sessionId }, data: { secondFactor: true } });
    const ended = endOtherSessions ? await endSessions(tx, userId, { except: sessionId }) : null;
    return {
      answer: { recoveryCodes },
      audit: {
        action: 'user:two-factor-enabled',
        resourceType: 'user',
        resourceId: userId,
        regionId: null,
        before: { twoFactorEnabled: false, ...ended?.before },
        after: { twoFactorEnabled: true, ...ended?.after },
      },
    };
  });
}
