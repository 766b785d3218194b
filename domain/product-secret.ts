import { z } from 'zod';

const LENGTH_MIN = 32;
/** Fewer different characters than any random text of that length has. */
const CHARACTERS_MIN = 10;
/** What stands in examples until somebody puts a secret there. */
const PLACEHOLDER =
  /change[-_ ]?(me|this)|replace[-_ ]?(me|this)|placeholder|your[-_ ](own|secret|key|random)|example|better-auth-secret|insert[-_ ]/i;

const HOW = 'for example from: openssl rand -base64 32';

/** OPENSLB_SECRET: signs cookies and seals what is stored encrypted. `must` begins what is said of a wrong one. */
export function productSecret(must: string) {
  return z
    .string()
    .min(LENGTH_MIN, `${must}at least ${LENGTH_MIN} random characters, ${HOW}`)
    .refine((secret) => !PLACEHOLDER.test(secret), `${must}your own and no placeholder, ${HOW}`)
    .refine(
      (secret) => new Set(secret).size >= CHARACTERS_MIN,
      `${must}random, with at least ${CHARACTERS_MIN} different characters, ${HOW}`,
    );
}

/**
 * OPENSLB_SECRET_PREVIOUS: secrets that are still accepted, with commas between several. What they once were is not judged
 * here: they are on their way out.
 */
export const PreviousSecrets = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((secret) => secret.trim())
      .filter((secret) => secret !== ''),
  );
