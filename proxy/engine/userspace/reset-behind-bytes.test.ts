import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { startTcpServer } from '#test/servers.ts';
import { waitFor } from '#test/wait.ts';
import { handleTransport } from './handle-transport.ts';
import { SOCKET_TRANSPORT } from './socket-transport.ts';
import { NOBODY, type TcpTransport } from './tcp-side.ts';

/** Less and more than one read takes, and less than the system keeps for a reader. */
const SIZES = [1000, 40_000, 80_000, 100_000, 120_000];
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

/** Reads from a server only when all that it does has arrived; says how the stream ended, and after how much. */
async function readAfter(
  transport: TcpTransport,
  { halfCloses, act }: { halfCloses: boolean; act: (socket: Socket, done: () => void) => void },
) {
  const server = await startTcpServer({ onConnection: () => {} });
  cleanups.push(() => server.stop());
  let isConnected = false;
  const seen: { bytes: number; ending: string | null } = { bytes: 0, ending: null };
  const side = transport.dial(server, {
    ...NOBODY,
    sideConnected: () => {
      isConnected = true;
    },
    sideRead: (_side, chunk) => {
      seen.bytes += chunk.length;
    },
    sideEnded: () => {
      seen.ending ??= 'end';
    },
    sideFailed: () => {
      seen.ending ??= 'reset';
    },
  });
  cleanups.push(() => side.reset());
  const socket = await waitFor(() => isConnected && [...server.sockets][0], { what: 'a connection' });
  if (halfCloses) {
    const ended = once(socket.resume(), 'end');
    side.end();
    await ended;
  }
  await new Promise<void>((resolve) => act(socket, resolve));
  side.startReading();
  await waitFor(() => seen.ending !== null, { what: 'an ending' });
  return seen;
}

/** All bytes are on their way before the reset is. */
function sendAndReset(size: number) {
  return (socket: Socket, done: () => void) => {
    socket.once('close', done);
    socket.write(Buffer.alloc(size), () => socket.resetAndDestroy());
  };
}

function sendAndEnd(size: number) {
  return (socket: Socket, done: () => void) => {
    socket.end(Buffer.alloc(size), done);
  };
}

const TRANSPORTS = [handleTransport() ?? SOCKET_TRANSPORT, SOCKET_TRANSPORT];

describe.each<TcpTransport>(TRANSPORTS)('over $name', (transport) => {
  test.each(SIZES)('a reset behind %i bytes that nobody has read yet is a reset', async (size) => {
    expect((await readAfter(transport, { halfCloses: false, act: sendAndReset(size) })).ending).toBe('reset');
  });

  test.each(SIZES)('an end behind %i bytes that nobody has read yet is an end, after all of them', async (size) => {
    expect(await readAfter(transport, { halfCloses: false, act: sendAndEnd(size) })).toEqual({ bytes: size, ending: 'end' });
  });

  test.each(SIZES)('after our own end, an end behind %i bytes is an end, after all of them', async (size) => {
    expect(await readAfter(transport, { halfCloses: true, act: sendAndEnd(size) })).toEqual({ bytes: size, ending: 'end' });
  });
});

// The public sockets cannot be asked a second time.
test.each(SIZES)('over handles, after our own end, a reset behind %i bytes is a reset', async (size) => {
  expect((await readAfter(handleTransport() ?? SOCKET_TRANSPORT, { halfCloses: true, act: sendAndReset(size) })).ending).toBe('reset');
});
