import { z } from 'zod';

/** How users sign in with an OpenID Connect provider (decision 0024). */
export interface SingleSignOn {
  issuer: URL;
  clientId: string;
  clientSecret: string;
  /** Of the provider, on the button; null: single sign-on. */
  name: string | null;
  scope: string;
  /** Whoever the provider vouches for becomes a user, without any grant. Else administrators create users first. */
  createsUsers: boolean;
  /** The provider leaves out whether an address is verified, and only its administrators can write one. */
  trustsEmails: boolean;
}

export interface SignInWays {
  singleSignOn: SingleSignOn | null;
  hasPasswords: boolean;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const flag = z.enum(['0', '1'], 'must be 0 or 1').default('0');

const Variables = z.object({
  OPENSLB_OIDC_ISSUER: z
    .string()
    .refine(isIssuer, 'must be an https:// URL without query and fragment (http:// only on this machine)')
    .optional(),
  OPENSLB_OIDC_CLIENT_ID: z.string().max(1000, 'must have at most 1000 characters').optional(),
  OPENSLB_OIDC_CLIENT_SECRET: z.string().max(1000, 'must have at most 1000 characters').optional(),
  OPENSLB_OIDC_NAME: z.string().trim().min(1, 'must be a name').max(40, 'must have at most 40 characters').optional(),
  OPENSLB_OIDC_SCOPES: z
    .string()
    .regex(/^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/, 'must be scopes separated by spaces')
    .refine((scopes) => scopes.split(' ').includes('openid'), 'must have the scope openid')
    .default('openid email profile'),
  OPENSLB_OIDC_AUTO_CREATE: flag,
  OPENSLB_OIDC_TRUST_EMAIL: flag,
  OPENSLB_PASSWORD_SIGN_IN: flag.default('1'),
});
type Variable = keyof z.infer<typeof Variables>;

/** The names of all of them; only the console has a use for them. */
export const SIGN_IN_VARIABLES: readonly string[] = Object.keys(Variables.shape);

const NEEDED: readonly Variable[] = ['OPENSLB_OIDC_ISSUER', 'OPENSLB_OIDC_CLIENT_ID', 'OPENSLB_OIDC_CLIENT_SECRET'];

/** From variables of which none is empty; throws one line that names the variable and what is allowed, and shows no secret. */
export function readSignInWays(variables: Record<string, string | undefined>): SignInWays {
  const { data, error } = Variables.safeParse(variables);
  if (error) {
    const [issue] = error.issues;
    const name = String(issue?.path[0]);
    const value = name === 'OPENSLB_OIDC_CLIENT_SECRET' ? '' : ` "${variables[name]}"`;
    throw new Error(`${name}${value} ${issue?.message}`);
  }
  const singleSignOn = singleSignOnOf(data, variables);
  const hasPasswords = data.OPENSLB_PASSWORD_SIGN_IN === '1';
  if (!hasPasswords && !singleSignOn) {
    throw new Error('OPENSLB_PASSWORD_SIGN_IN "0" needs OPENSLB_OIDC_ISSUER: nobody could sign in');
  }
  return { singleSignOn, hasPasswords };
}

function singleSignOnOf(data: z.infer<typeof Variables>, variables: Record<string, string | undefined>): SingleSignOn | null {
  const given = Object.keys(Variables.shape).find((name) => name.startsWith('OPENSLB_OIDC_') && variables[name] !== undefined);
  if (given === undefined) {
    return null;
  }
  const missing = NEEDED.find((name) => data[name] === undefined);
  if (missing !== undefined) {
    throw new Error(`${missing} is missing; with ${given} it must be set`);
  }
  return {
    issuer: new URL(data.OPENSLB_OIDC_ISSUER ?? ''),
    clientId: data.OPENSLB_OIDC_CLIENT_ID ?? '',
    clientSecret: data.OPENSLB_OIDC_CLIENT_SECRET ?? '',
    name: data.OPENSLB_OIDC_NAME ?? null,
    scope: data.OPENSLB_OIDC_SCOPES,
    createsUsers: data.OPENSLB_OIDC_AUTO_CREATE === '1',
    trustsEmails: data.OPENSLB_OIDC_TRUST_EMAIL === '1',
  };
}

/** What travels there are passwords' worth: plain http is for a provider on this machine. */
function isIssuer(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const { protocol, hostname, search, hash, username } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
  return isSafe && search === '' && hash === '' && username === '';
}
