/** How this console writes the cookies that say who somebody is (docs/decisions/0030-browser-security.md). */
export interface CookieSecurity {
  /** In front of the name: what browsers promise of a cookie that is called so. */
  prefix: '__Host-' | '';
  isSecure: boolean;
}

/**
 * By https, `__Host-`: of this host alone, from https only, for all paths, so that no sister host and no plain http answer can put
 * another in its place. Browsers refuse that over plain http, which is for this machine and for the first minutes.
 */
export function cookieSecurity(publicUrl: URL | null): CookieSecurity {
  return publicUrl?.protocol === 'https:' ? { prefix: '__Host-', isSecure: true } : { prefix: '', isSecure: false };
}
