import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const LOOPBACK = '127.0.0.1';
/** Bursts of what one process passes to another; the system may grant less. */
const BUFFER_BYTES = 4 * 1024 * 1024;

/** A client's datagram, and the listener that it came to. */
export interface Relayed {
  listenerId: string;
  clientAddress: string;
  clientPort: number;
  datagram: Buffer;
}

/**
 * Passes datagrams of clients between processes of one worker, over the loopback interface. It takes them from the ports of
 * its peers only: a port belongs to the process that has bound it, so nobody else can slip anything in.
 */
export class Relay {
  readonly #socket: Socket;
  readonly #peers = new Set<number>();

  constructor(onDatagram: (relayed: Relayed) => void) {
    this.#socket = createSocket({
      type: 'udp4',
      recvBufferSize: BUFFER_BYTES,
      lookup: (host, _options, callback) => callback(null, host, 4),
    });
    this.#socket.on('message', (frame, from) => {
      if (from.address === LOOPBACK && this.#peers.has(from.port)) {
        onDatagram(parse(frame));
      }
    });
    // A peer that has ended comes back as an error and concerns no one.
    this.#socket.on('error', () => {});
  }

  /** Resolves with its port. */
  async open(): Promise<number> {
    const listening = once(this.#socket, 'listening');
    // Not one that the processes of the cluster share.
    this.#socket.bind({ port: 0, address: LOOPBACK, exclusive: true });
    await listening;
    // It must not keep a process alive that has nothing else to do.
    this.#socket.unref();
    return this.#socket.address().port;
  }

  acceptFrom(port: number): void {
    this.#peers.add(port);
  }

  pass(toPort: number, relayed: Relayed): void {
    // One that finds a full queue is lost, as it may be anywhere on its way.
    this.#socket.send([header(relayed), relayed.datagram], toPort, LOOPBACK, () => {});
  }
}

/** Lengths and texts: listener id, client address; then the client's port. */
function header({ listenerId, clientAddress, clientPort }: Relayed): Buffer {
  const id = Buffer.from(listenerId);
  const address = Buffer.from(clientAddress);
  return Buffer.concat([Buffer.of(id.length), id, Buffer.of(address.length), address, Buffer.of(clientPort >> 8, clientPort & 0xff)]);
}

function parse(frame: Buffer): Relayed {
  const idEnd = 1 + frame.readUInt8(0);
  const addressEnd = idEnd + 1 + frame.readUInt8(idEnd);
  return {
    listenerId: frame.toString('utf8', 1, idEnd),
    clientAddress: frame.toString('utf8', idEnd + 1, addressEnd),
    clientPort: frame.readUInt16BE(addressEnd),
    datagram: frame.subarray(addressEnd + 2),
  };
}
