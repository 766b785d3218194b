import { describe, expect, it } from 'vitest';
import { hashRecoveryCode, looksLikeRecoveryCode, newRecoveryCodes } from './recovery-codes.ts';
import { newTotpSecret, stepOfCode, totpCode, totpStep, totpUri } from './totp.ts';

/** The secret of the examples in RFC 6238, "12345678901234567890". */
const RFC = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('a code of an authenticator app', () => {
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('at second %d is that of RFC 6238', (second, code) => {
    expect(totpCode(RFC, totpStep(second * 1000))).toBe(code);
  });

  it('is right one step before and after, and no further', () => {
    const at = 1234567890_000;
    const step = totpStep(at);
    const taken = [-2, -1, 0, 1, 2].map((off) => stepOfCode(RFC, totpCode(RFC, step + off), { at, lastStep: null }));
    expect(taken).toEqual([null, step - 1, step, step + 1, null]);
  });

  it('is not taken again, nor one before it', () => {
    const at = 1234567890_000;
    const step = totpStep(at);
    const code = (off: number) => totpCode(RFC, step + off);
    expect(stepOfCode(RFC, code(0), { at, lastStep: step })).toBe(null);
    expect(stepOfCode(RFC, code(-1), { at, lastStep: step })).toBe(null);
    expect(stepOfCode(RFC, code(1), { at, lastStep: step })).toBe(step + 1);
  });

  it.each(['', '12345', '1234567', 'abcdef', '１２３４５６'])('is never %j', (code) => {
    expect(stepOfCode(RFC, code, { at: 0, lastStep: null })).toBe(null);
  });

  it('comes from a secret of 160 bits, each its own', () => {
    const secrets = Array.from({ length: 100 }, newTotpSecret);
    expect(new Set(secrets).size).toBe(100);
    expect(secrets.every((secret) => /^[A-Z2-7]{32}$/.test(secret))).toBe(true);
    expect(totpUri(RFC, 'ada@example.test')).toBe(
      `otpauth://totp/OpenSLB:ada%40example.test?secret=${RFC}&issuer=OpenSLB&digits=6&period=30`,
    );
  });
});

describe('recovery codes', () => {
  it('are ten, of 120 random bits each', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    expect(codes.every((code) => /^([A-Z2-7]{4}-){5}[A-Z2-7]{4}$/.test(code))).toBe(true);
  });

  it('are the same however they are typed, and never taken for a code of the app', () => {
    const [code = ''] = newRecoveryCodes();
    expect(hashRecoveryCode(` ${code.toLowerCase().replaceAll('-', ' ')} `)).toBe(hashRecoveryCode(code));
    expect([looksLikeRecoveryCode(code), looksLikeRecoveryCode('123 456')]).toEqual([true, false]);
  });
});
