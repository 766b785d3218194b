import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isListed } from './breached-passwords.ts';
import { requireGoodPassword } from './password.ts';

const owner = { name: 'Ada Lovelace', email: 'ada.byron@example.test' };
const judge = (password: string) => () => requireGoodPassword(password, owner);

describe('a password', () => {
  it.each([
    'correct horse battery',
    'a long enough password',
    '839217462903',
    'dragon839217462903',
    'Pw-m0cVqv3o2JYl',
    'dragons seldom breathe',
    'ada lovelace wrote it',
    '紫色大象在星期二跳舞很开心呀',
  ])('"%s" is good', (password) => {
    expect(judge(password)).not.toThrow();
  });

  it.each([
    ['of the list', 'leavemealone'],
    ['of the list, of digits', '123456789012'],
    ['of the list, in capitals', 'LEAVEMEALONE'],
    ['of the list, in wide letters', 'ｌｅａｖｅｍｅａｌｏｎｅ'],
    ['of the list and digits', 'Password1234'],
    ['of the list between signs', '!!Password!!'],
    ['of the list with letters changed as everybody does', 'P@ssw0rd1234'],
    ['of the list, twice', 'passwordpassword'],
    ['of the list and a digit, twice', 'password1password1'],
    ['that repeats one letter', 'aaaaaaaaaaaa'],
    ['that repeats a few letters', 'x7$kQx7$kQx7$kQ'],
  ])('%s is refused', (_, password) => {
    expect(judge(password)).toThrow(expect.objectContaining({ code: 'PasswordBreached', message: expect.stringContaining('used most') }));
  });

  it.each([
    ['the name', 'Ada Lovelace'],
    ['the name and a year', 'AdaLovelace1815'],
    ['the email address', 'ada.byron@example.test'],
    ['its own part', 'Ada.Byron-12'],
    ['the product', 'openslb-2026'],
  ])('that is %s is refused', (_, password) => {
    expect(judge(password)).toThrow(
      expect.objectContaining({ code: 'PasswordBreached', message: expect.stringContaining('only the name') }),
    );
  });

  it.each([
    ['eleven letters', 'abcdefghijk', 'InvalidParameter'],
    ['more than the library takes', 'a b c d '.repeat(17), 'InvalidParameter'],
    ['what is on the list', 'leavemealone', 'PasswordBreached'],
  ])('of %s blames the field of the caller', (_, password, code) => {
    const act = () => requireGoodPassword(password, owner, 'newPassword');
    expect(act).toThrow(expect.objectContaining({ code, issues: [expect.objectContaining({ path: 'newPassword', code })] }));
  });

  it('of two letters in a name forbids nothing', () => {
    expect(() => requireGoodPassword('1234567bo89zq', { name: 'Bo', email: 'bo@example.test' })).not.toThrow();
  });
});

it('the list raises hardly a false alarm', () => {
  const strangers = Array.from({ length: 20_000 }, (_, index) => createHash('sha256').update(`stranger ${index}`).digest('base64'));
  expect(strangers.filter(isListed).length).toBeLessThan(10);
});
