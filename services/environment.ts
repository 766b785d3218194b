import { z } from 'zod';
import { readSignInWays, type SignInWays } from './single-sign-on/variables.ts';

const Environment = z.object({
  DATABASE_URL: z
    .string('is missing; it is a postgres:// URL')
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://'),
  /** Signs session cookies. */
  OPENSLB_SECRET: z.string('is missing; it needs at least 32 random characters').min(32, 'needs at least 32 random characters'),
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

export interface ConsoleEnvironment extends SignInWays {
  databaseUrl: string;
  secret: string;
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
    // The values of the other two are secrets.
    const value = name === 'DATABASE_URL' || name === 'OPENSLB_SECRET' || variables[name] === undefined ? '' : ` "${variables[name]}"`;
    throw new Error(`${name}${value} ${issue?.message}`);
  }
  const { DATABASE_URL, OPENSLB_SECRET, OPENSLB_PUBLIC_URL, OPENSLB_CLIENT_ADDRESS_HEADER } = result.data;
  return {
    databaseUrl: DATABASE_URL,
    secret: OPENSLB_SECRET,
    publicUrl: OPENSLB_PUBLIC_URL ? new URL(OPENSLB_PUBLIC_URL) : null,
    clientAddressHeader: OPENSLB_CLIENT_ADDRESS_HEADER ?? null,
    ...readSignInWays(set),
  };
}
