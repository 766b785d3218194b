export const REGION_COOKIE = 'openslb_region';
export const THEME_COOKIE = 'openslb_theme';

/** Choices of this browser that the server needs for the first paint. */
export function remember(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API exists on https only.
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=31536000; samesite=lax`;
}
