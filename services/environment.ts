import { z } from 'zod';
import { PreviousSecrets, productSecret } from '#domain/product-secret.ts';
import { readSignInWays, type SignInWays } from './single-sign-on/variables.ts';

const Environment = z.object({
  DATABASE_URL: z
    .string('is missing; it is a postgres:// URL')
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://'),
  OPENSLB_SECRET: z.string('is missing; it is at least 32 random characters').pipe(productSecret('must be ')),
  OPENSLB_SECRET_PREVIOUS: PreviousSecrets,
  /** Where browsers reach the console; only needed behind a proxy that changes the Host header or ends TLS. */
  OPENSLB_PUBLIC_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional(),
  /**
   * The header in which a trusted proxy puts the client's address. None is trusted by default, since
   * clients can send any header themselves.
   */
  OPENSLB_CLIENT_ADDRESS_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header')
    .transform((name) => name.toLowerCase())
    .optional(),
});

/** By their names: the values are shown nowhere. */
const IS_SECRET = /DATABASE_URL|SECRET/;

export interface ConsoleEnvironment extends SignInWays {
  databaseUrl: string;
  /** Signs cookies and seals what is stored encrypted. */
  secret: string;
  /** What they signed and sealed is accepted too. */
  previousSecrets: string[];
  publicUrl: URL | null;
  clientAddressHeader: string | null;
}

/** Reads what the console needs; throws one line that names the variable and what is allowed. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): ConsoleEnvironment {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const result = Environment.safeParse(set);
  if (!result.success) {
    const issue = result.error.issues[0];
    const name = String(issue?.path[0]);
    const isShown = variables[name] !== undefined && !IS_SECRET.test(name);
    const value = isShown ? ` "${variables[name]}"` : '';
    throw new Error(`${name}${value} ${issue?.message}`);
  }
  const { DATABASE_URL, OPENSLB_SECRET, OPENSLB_SECRET_PREVIOUS, OPENSLB_PUBLIC_URL, OPENSLB_CLIENT_ADDRESS_HEADER } = result.data;
  return {
    databaseUrl: DATABASE_URL,
    secret: OPENSLB_SECRET,
    previousSecrets: OPENSLB_SECRET_PREVIOUS,
    publicUrl: OPENSLB_PUBLIC_URL ? new URL(OPENSLB_PUBLIC_URL) : null,
    clientAddressHeader: OPENSLB_CLIENT_ADDRESS_HEADER ?? null,
    ...readSignInWays(set),
  };
}
