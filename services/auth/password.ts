import { z } from 'zod';
import { DomainError, parseInput } from '#domain/domain-error.ts';
import { Password } from '#domain/setup.ts';
import { coreOf, folded, isListed } from './breached-passwords.ts';

export interface PasswordOwner {
  name: string;
  email: string;
}

const PRODUCT = 'OpenSLB';
/** What is repeated counts once: less than this is no password. */
const REPEATED_LENGTH_MIN = 8;
/** A name of one or two letters makes no password bad. */
const NAME_LENGTH_MIN = 3;

/**
 * Refuses a password that is too short or long, that attackers try first, or that says no more than whose it is; `path` is
 * the field to blame. Whoever stores a password calls this before hashing it (decision 0025, ASVS 6.2.1, 6.2.4, 6.2.11, 6.2.12).
 */
export function requireGoodPassword(password: string, owner: PasswordOwner, path = 'password'): void {
  parseInput(z.object({ [path]: Password }), { [path]: password });
  const given = folded(password);
  if (judge(given, (whole) => isCommon(whole))) {
    throw refusal('This password is among those that are used most, or one of them with digits or signs around it. Choose another.', path);
  }
  const names = namesOf(owner);
  if (judge(given, (whole) => isName(whole, names))) {
    throw refusal('This password is only the name or email address of its user, or of the product. Choose another.', path);
  }
}

/** Judges what is repeated, if the whole is nothing else. */
function judge(whole: string, isBad: (part: string) => boolean): boolean {
  const part = repeatedPart(whole);
  return isBad(whole) || (part !== null && (part.length < REPEATED_LENGTH_MIN || isBad(part)));
}

function repeatedPart(whole: string): string | null {
  const length = (whole + whole).indexOf(whole, 1);
  return length < whole.length ? whole.slice(0, length) : null;
}

/** Decorations make a password no better unless they are more than what they decorate. */
function isCommon(whole: string): boolean {
  const core = coreOf(whole);
  return isListed(whole) || (isMostOf(core, whole) && isListed(core));
}

function isName(whole: string, names: Set<string>): boolean {
  return isMostOf(coreOf(whole), whole) && names.has(lettersOf(whole));
}

function isMostOf(core: string, whole: string): boolean {
  return core.length * 2 >= whole.length;
}

function namesOf({ name, email }: PasswordOwner): Set<string> {
  const words = [PRODUCT, name, email, email.split('@')[0] ?? ''].map((word) => lettersOf(folded(word)));
  return new Set(words.filter((word) => word.length >= NAME_LENGTH_MIN));
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}]/gu, '');
}

function refusal(sentence: string, path: string): DomainError {
  return new DomainError('PasswordBreached', sentence, { path });
}
