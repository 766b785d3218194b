import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSignedCertificate } from './certificate.ts';

export interface TlsProxy {
  /** What browsers see: `https://127.0.0.1:port`. */
  origin: string;
  /** Where requests go on to; before that they are answered with 502. */
  forwardTo(url: string): void;
  close(): Promise<void>;
}

/** What an administrator puts in front of the console: ends TLS, and speaks plain http to it under its own name. */
export async function startTlsProxy(): Promise<TlsProxy> {
  let target: URL | undefined;
  const server = createServer(selfSignedCertificate(), (incoming, answer) => {
    const failed = () => {
      answer.writeHead(502);
      answer.end();
    };
    if (!target) {
      failed();
      return;
    }
    const { hostname, port, host } = target;
    const headers = { ...incoming.headers, host };
    const outgoing = request({ hostname, port, method: incoming.method, path: incoming.url, headers }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.rawHeaders);
      answered.pipe(answer);
    });
    outgoing.once('error', () => (answer.headersSent ? answer.destroy() : failed()));
    answer.once('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://127.0.0.1:${port}`,
    forwardTo(url) {
      target = new URL(url);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
