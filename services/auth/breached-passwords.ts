import { createHash } from 'node:crypto';
import list from './breached-passwords.json' with { type: 'json' };

/** Bits that are set for one entry; with `BITS` and the number of entries it makes the rate of false alarms (decision 0025). */
const HASHES = 12;
/** 200,000 bytes. */
export const BITS = 1_600_000;

const filter = Buffer.from(list.filter, 'base64');

/** Whether a folded password, or core of one, is on the list. Wrong about 1 in 10,000 others, never about one that is on it. */
export function isListed(entry: string): boolean {
  return bitsOf(entry).every((bit) => ((filter[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0);
}

/** The places in the Bloom filter which stand for an entry. */
export function bitsOf(entry: string): number[] {
  const hash = createHash('sha256').update(entry).digest();
  const [first, step] = [hash.readUInt32BE(0), hash.readUInt32BE(4)];
  return Array.from({ length: HASHES }, (_, index) => (first + index * step) % BITS);
}

/** Alike for passwords that differ in the way a letter is written only. */
export function folded(password: string): string {
  return password.normalize('NFKC').toLowerCase();
}

/** What is left of a folded password without the digits and signs around its letters. */
export function coreOf(password: string): string {
  return password.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}
