import { log } from './log.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;

/**
 * Tells the administrator when passwords and session cookies could be read on the network: the console listens on more than this
 * machine and, for all that it knows, is reached without TLS. A proxy that ends TLS is known by OPENSLB_PUBLIC_URL only.
 */
export function warnOfPlainHttp(publicUrl: URL | null, host = process.env.HOST ?? ''): void {
  if (host !== '' && !LOOPBACK.test(host) && publicUrl?.protocol !== 'https:') {
    log('warn', 'console:plain-http', {
      host,
      advice: 'Passwords and cookies can be read on the way. Put TLS in front and set OPENSLB_PUBLIC_URL to its https:// address.',
    });
  }
}
