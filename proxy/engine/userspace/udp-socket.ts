import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';

/** What may wait in a socket for the network card; beyond it datagrams are dropped, as a router would. */
const SEND_QUEUE_BYTES_MAX = 1024 * 1024;

/** Addresses are numeric, so the socket need not go through the resolver for every datagram. */
export function newUdpSocket(address: string, options: { reuseAddr?: boolean } = {}): Socket {
  const isV6 = isIPv6(address);
  return createSocket({
    type: isV6 ? 'udp6' : 'udp4',
    ipv6Only: isV6,
    reuseAddr: options.reuseAddr ?? false,
    lookup: (host, _options, callback) => callback(null, host, isV6 ? 6 : 4),
  });
}

/** Rejects with the system's error when the port cannot be opened. A numeric address is bound during the call. */
export async function bindUdp(socket: Socket, address: string, port: number): Promise<void> {
  const listening = once(socket, 'listening');
  socket.bind({ address, port, exclusive: true });
  await listening;
}

/** Rejects when the port is taken. */
export async function probeUdpPort(address: string, port: number): Promise<void> {
  const socket = newUdpSocket(address);
  try {
    await bindUdp(socket, address, port);
  } finally {
    closeUdp(socket);
  }
}

export function isQueueFull(socket: Socket): boolean {
  return socket.getSendQueueSize() > SEND_QUEUE_BYTES_MAX;
}

/** Also one that never came to run. */
export function closeUdp(socket: Socket): void {
  try {
    socket.close();
  } catch (error) {
    if (!isNotRunning(error)) {
      throw error;
    }
  }
}

function isNotRunning(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SOCKET_DGRAM_NOT_RUNNING';
}
