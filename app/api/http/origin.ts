import { DomainError } from '#domain/domain-error.ts';
import { readEnvironment } from '#services/environment.ts';

/**
 * Refuses a write that another site's page may have sent with this user's cookie. Good are an Origin of
 * the host that was asked, or of OPENSLB_PUBLIC_URL, or the browser's own word that it is same-origin.
 * Returns the origin of the console as the browser sees it.
 */
export function requireSameOrigin(request: Request): string {
  const { publicUrl } = readEnvironment();
  const host = request.headers.get('host') ?? new URL(request.url).host;
  const origin = originOf(request);
  if (origin && (origin.host === host.toLowerCase() || origin.origin === publicUrl?.origin)) {
    return origin.origin;
  }
  if (request.headers.get('sec-fetch-site') === 'same-origin') {
    return origin?.origin ?? publicUrl?.origin ?? `http://${host}`;
  }
  throw new DomainError(
    'Forbidden',
    origin
      ? `The console does not accept writes from pages of ${origin.origin}. Behind a proxy, pass the Host header on or set OPENSLB_PUBLIC_URL.`
      : 'A write needs an Origin header of the console.',
  );
}

function originOf(request: Request): URL | null {
  const header = request.headers.get('origin');
  return header !== null && URL.canParse(header) ? new URL(header) : null;
}
