import { createHash, randomBytes, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** `oslb_`, 32 random bytes, and the CRC-32 of all before: secret scanners recognise it, and a slip of the pen is found without a look-up. */
const TOKEN_PREFIX = 'oslb_';
const TOKEN_BYTES = 32;
const TOKEN = /^oslb_[A-Za-z0-9_-]{43}[0-9a-f]{8}$/;
const CHECKSUM_LENGTH = 8;

const UPPER_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const LETTERS_AND_DIGITS = `${UPPER_AND_DIGITS}abcdefghijklmnopqrstuvwxyz`;
const ACCESS_KEY_ID_PREFIX = 'OSLB';
const ACCESS_KEY_ID_RANDOM_LENGTH = 16;
/** 178 bits. */
const ACCESS_KEY_SECRET_LENGTH = 30;

export function newToken(): string {
  const body = `${TOKEN_PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
  return `${body}${checksumOf(body)}`;
}

/** False: no console has made it. */
export function isToken(text: string): boolean {
  return TOKEN.test(text) && checksumOf(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH);
}

/** A token has 256 random bits: a fast hash is enough, and a look-up by it tells nothing by its time. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function newAccessKeyId(): string {
  return `${ACCESS_KEY_ID_PREFIX}${randomText(UPPER_AND_DIGITS, ACCESS_KEY_ID_RANDOM_LENGTH)}`;
}

export function newAccessKeySecret(): string {
  return randomText(LETTERS_AND_DIGITS, ACCESS_KEY_SECRET_LENGTH);
}

function checksumOf(text: string): string {
  return crc32(text).toString(16).padStart(CHECKSUM_LENGTH, '0');
}

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
