import { randomBytes } from 'node:crypto';

/** 128 bits that nobody can guess and that no second answer has. */
export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/**
 * What a page of the console may load and run (docs/decisions/0030-browser-security.md). Scripts and style sheets are
 * ours or carry the nonce of this one answer; `strict-dynamic` lets our own bundles load their parts. Style attributes cannot
 * carry a nonce, and what React writes on the server has some: they move and size, and run nothing.
 */
export function contentSecurityPolicy(nonce: string, { isDevelopment = false } = {}): string {
  const ours = `'self' 'nonce-${nonce}'`;
  return [
    "default-src 'self'",
    // React tells where an error of development came from by means of eval.
    `script-src ${ours} 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    `style-src ${ours}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** For answers that are data: a browser that shows one as a page may load, run and frame nothing. */
export const DATA_SECURITY_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/** A year of https only, once the console is reached by it. Of this host alone: those below it are not ours to decide for. */
export function transportSecurity(publicUrl: URL | null): Record<string, string> {
  return publicUrl?.protocol === 'https:' ? { 'strict-transport-security': 'max-age=31536000' } : {};
}
