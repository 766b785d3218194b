/**
 * Why signing in with the provider came to nothing, as the address of the sign-in page says it: never what the provider wrote.
 * - `cancelled`: the user, or the provider's rules for the user, said no there.
 * - `stale`: it took too long, was begun in another browser, or is the answer to an earlier try.
 * - `unavailable`: the provider does not answer.
 * - `unverified`: the provider does not vouch for the user's email address.
 * - `unknown`: no user here has that email address.
 * - `taken`: the user with that email address signs in with another account of the provider.
 * - `disabled`: the user is disabled here.
 * - `other`: who came back is not the user of the session that was to be confirmed.
 * - `failed`: the answer of the provider is not to be trusted, or the configuration is wrong. The log says more.
 */
export const SIGN_ON_FAILURES = [
  'cancelled',
  'stale',
  'unavailable',
  'unverified',
  'unknown',
  'taken',
  'disabled',
  'other',
  'failed',
] as const;

export type SignOnFailure = (typeof SIGN_ON_FAILURES)[number];

export function signOnFailure(word: string | string[] | undefined): SignOnFailure | null {
  return SIGN_ON_FAILURES.find((failure) => failure === word) ?? null;
}
