import { connect, type Server, type Socket } from 'node:net';
import { codeOf } from '#proxy/log.ts';
import { NOBODY, type Peer, type TcpSide, type TcpSideOwner, type TcpTransport } from './tcp-side.ts';

/** On Node's public sockets: works with every version of Node, for about twice the time per connection. */
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
      this.#socket.on('end', () => this.isClosed || this.owner.sideEnded(this));
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

  #closed(): void {
    if (!this.isClosed) {
      this.isClosed = true;
      this.owner.sideClosed(this);
    }
  }
}
