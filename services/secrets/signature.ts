import { createHmac, timingSafeEqual } from 'node:crypto';
import { readEnvironment } from '../environment.ts';

/** What a cookie carries to show that this console has made it; hexadecimal. */
export function signature(text: string): string {
  return sign(text, readEnvironment().secret);
}

/** Also with a secret from before, as long as that is known. */
export function isSignedByUs(text: string, given: string): boolean {
  const { secret, previousSecrets } = readEnvironment();
  return [secret, ...previousSecrets].some((one) => isSame(sign(text, one), given));
}

function sign(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

function isSame(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
