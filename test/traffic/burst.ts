import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from './connection.ts';

/** What is answered later than this after the last one was sent counts as not answered. */
const LATE_MS = 1500;
const AT_ONCE = 500;

/** New UDP flows, one datagram each; `ms` is what it took to send them. */
export async function burst({ address, port }: Place, count: number): Promise<{ sent: number; answered: number; ms: number }> {
  const type = isIPv6(address) ? 'udp6' : 'udp4';
  const sockets: Socket[] = [];
  let answered = 0;
  const startedAt = performance.now();
  while (sockets.length < count) {
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, () => {
        const socket = createSocket({ type, lookup: (host, _options, callback) => callback(null, host, type === 'udp6' ? 6 : 4) });
        sockets.push(socket);
        socket.once('message', () => {
          answered += 1;
        });
        socket.on('error', () => {});
        return new Promise((resolve) => socket.send('burst', port, address, resolve));
      }),
    );
  }
  const ms = performance.now() - startedAt;
  await sleep(LATE_MS);
  for (const socket of sockets) {
    socket.close();
  }
  return { sent: count, answered, ms };
}
