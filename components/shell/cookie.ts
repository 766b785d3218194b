export const REGION_COOKIE = 'openslb_region';
export const THEME_COOKIE = 'openslb_theme';

/** Of this host and https alone (docs/decisions/0030-browser-security.md); browsers take it over https only. */
const HOST_PREFIX = '__Host-';

/** Choices of this browser that the server needs for the first paint. */
export function remember(name: string, value: string): void {
  const isSecure = location.protocol === 'https:';
  const attributes = `path=/; max-age=31536000; samesite=lax${isSecure ? '; secure' : ''}`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API exists on https only.
  document.cookie = `${isSecure ? HOST_PREFIX : ''}${name}=${encodeURIComponent(value)}; ${attributes}`;
}

/** What `remember` has kept; `get` finds the value of one cookie. */
export function recall(name: string, get: (name: string) => string | undefined): string | undefined {
  return get(`${HOST_PREFIX}${name}`) ?? get(name);
}
