import { createHash, randomBytes } from 'node:crypto';
import { toBase32 } from './totp.ts';

export const RECOVERY_CODES = 10;
/** With 120 random bits nobody finds one from its hash, so that no slow hash is called for. */
const CODE_BYTES = 15;

/** `ABCD-EFGH-IJKL-MNOP-QRST-UVWX` */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => (toBase32(randomBytes(CODE_BYTES)).match(/.{4}/g) ?? []).join('-'));
}

export function hashRecoveryCode(code: string): string {
  return createHash('sha256')
    .update(code.replaceAll(/[^A-Za-z2-7]/g, '').toUpperCase())
    .digest('hex');
}

/** Longer than the six digits of an app. */
export function looksLikeRecoveryCode(code: string): boolean {
  return code.replaceAll(/[\s-]/g, '').length > 6;
}

export function parseHashes(backupCodes: string): string[] {
  return JSON.parse(backupCodes) as string[];
}
