import { connect, type Server, type Socket } from 'node:net';
import { codeOf } from '#proxy/log.ts';
import { NOBODY, type Peer, type TcpSide, type TcpSideOwner, type TcpTransport } from './tcp-side.ts';

/** On Node's public sockets: works with every version of Node, for about four times our own time per connection. */
export const SOCKET_TRANSPORT: TcpTransport = {
  name: 'sockets',
  accept(server: Server, onConnection, onError) {
    server.on('connection', (socket) => onConnection(new SocketSide(socket, NOBODY)));
    server.on('error', (error) => onError(codeOf(error) ?? error.message));
  },
  dial({ address: host, port }: Peer, owner: TcpSideOwner): TcpSide {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    return new SocketSide(socket, owner);
  },
};

const NOTHING = new Uint8Array();

class SocketSide implements TcpSide {
  readonly #socket: Socket;
  owner: TcpSideOwner;
  #isListening = false;
  isClosed = false;

  constructor(socket: Socket, owner: TcpSideOwner) {
    this.#socket = socket;
    this.owner = owner;
    // Before it connects, Node would hold back the event of a paused socket's end.
    socket.pause();
    socket.on('connect', () => this.isClosed || this.owner.sideConnected(this));
    socket.on('error', (error) => this.isClosed || this.owner.sideFailed(this, codeOf(error) ?? error.message));
    socket.on('drain', () => this.isClosed || this.owner.sideDrained(this));
    socket.on('close', () => this.#closed());
  }

  peer(): Peer | null {
    const { remoteAddress: address, remotePort: port } = this.#socket;
    return address === undefined || port === undefined ? null : { address, port };
  }

  startReading(): void {
    if (!this.#isListening) {
      this.#isListening = true;
      this.#socket.on('data', (chunk) => this.isClosed || this.owner.sideRead(this, chunk));
      this.#socket.on('end', () => this.#readEnded());
    }
    this.#socket.resume();
  }

  stopReading(): void {
    this.#socket.pause();
  }

  write(chunk: Uint8Array): boolean {
    return this.#socket.write(chunk);
  }

  end(): void {
    this.#socket.end();
  }

  reset(): void {
    if (this.isClosed) {
      return;
    }
    const isShuttingDown = this.#socket.writableEnded && !this.#socket.writableFinished;
    if (this.#socket.connecting || isShuttingDown) {
      // Node would wait for the connection before it resets it, and never close one that is shutting down.
      this.#socket.destroy();
    } else {
      this.#socket.resetAndDestroy();
    }
    this.#closed();
  }

  /**
   * Node tells of an end, too, when the other side has reset the connection behind bytes that were read last: a stream that
   * was cut would look complete. To write nothing is to ask: what was reset answers with an error, which `error` tells.
   */
  #readEnded(): void {
    const mayAsk = this.#socket.writable && this.#socket.writableLength === 0;
    if (this.isClosed) {
      return;
    }
    if (mayAsk) {
      this.#socket.write(NOTHING, (error) => error || this.isClosed || this.owner.sideEnded(this));
    } else {
      this.owner.sideEnded(this);
    }
  }

  #closed(): void {
    if (!this.isClosed) {
      this.isClosed = true;
      this.owner.sideClosed(this);
    }
  }
}
