import { randomBytes } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { readEnvironment } from './environment.ts';
import { processWide } from './process-wide.ts';

/** Under which the other end's address stands in the headers of a request; no client can know it, since it is of this process. */
function peerHeader(): string {
  return processWide('peer-header', '', () => `x-openslb-peer-${randomBytes(16).toString('hex')}`);
}

/**
 * Lets requests tell from which address their connection came. Next hands on headers and no socket, so it is put there as
 * soon as Node has read them, before Next sees the request. Once per process.
 */
export function tellPeerAddresses(): void {
  processWide('peer-addresses', '', () => {
    const name = peerHeader();
    subscribe('http.server.request.start', (message) => {
      const { request } = message as { request: IncomingMessage };
      request.headers[name] = request.socket.remoteAddress ?? '';
    });
    return true;
  });
}

/**
 * Where a request came from: what the proxy says that the administrator trusts, else the other end of the connection. Of a
 * list the last counts, which the nearest proxy has written; what is no address is none.
 */
export function clientAddressOf({ headers }: { headers: Headers }): string | undefined {
  const { clientAddressHeader } = readEnvironment();
  const told = clientAddressHeader && headers.get(clientAddressHeader)?.split(',').at(-1)?.trim();
  const address = (told || headers.get(peerHeader()) || '').replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) ? address : undefined;
}
