import { isIPv6 } from 'node:net';
import { getSystemErrorName } from 'node:util';
import type { Handle, HandleBinding, Request } from './handle-binding.ts';
import type { Peer, TcpSide, TcpSideOwner } from './tcp-side.ts';

/** libuv's UV_EOF, the same on every system. */
const END_OF_FILE = -4095;

interface SideHandle extends Handle {
  side: HandleSide;
}

interface SideRequest extends Request {
  side: HandleSide;
  /** Of a write that is not done yet. */
  chunk?: Uint8Array;
}

/** A socket without a stream on top. */
export class HandleSide implements TcpSide {
  readonly binding: HandleBinding;
  readonly #handle: SideHandle;
  owner: TcpSideOwner;
  isClosed = false;
  #writeRequest: SideRequest | undefined;
  #isConnected: boolean;
  #isWriting = false;
  /** `end` was called; the shutdown itself waits until all is written, because it rules a reset out. */
  #mustEnd = false;
  #isShuttingDown = false;
  #hasReadEnded = false;
  #hasWriteEnded = false;
  #hasReadSinceEnd = false;

  constructor(binding: HandleBinding, handle: Handle, owner: TcpSideOwner, isConnected: boolean) {
    this.binding = binding;
    this.#isConnected = isConnected;
    this.#handle = handle as SideHandle;
    this.owner = owner;
    this.#handle.side = this;
    handle.onread = read;
  }

  /** The owner is told how it went, never before this returns. */
  connect({ address, port }: Peer): void {
    const request = this.binding.newConnectRequest() as SideRequest;
    request.side = this;
    request.oncomplete = connected;
    const status = isIPv6(address) ? this.#handle.connect6(request, address, port) : this.#handle.connect(request, address, port);
    if (status < 0) {
      setImmediate(() => this.failed(status));
    }
  }

  peer(): Peer | null {
    const { address, port }: Partial<Peer> = this.#peerName();
    return address === undefined || port === undefined ? null : { address, port };
  }

  startReading(): void {
    if (!this.isClosed && !this.#hasReadEnded) {
      const status = this.#handle.readStart();
      if (status < 0) {
        this.failed(status);
      }
    }
  }

  stopReading(): void {
    if (!this.isClosed) {
      this.#handle.readStop();
    }
  }

  write(chunk: Uint8Array): boolean {
    if (this.isClosed) {
      return false;
    }
    // A request that was not needed, because all could be written at once, serves the next write.
    const request = this.#writeRequest ?? this.#newWriteRequest();
    const status = this.#handle.writeBuffer(request, chunk);
    if (status < 0) {
      this.failed(status);
      return false;
    }
    if (this.binding.wasLastWriteAsync()) {
      // The system reads from the chunk later; what nobody refers to would be used for something else before.
      request.chunk = chunk;
      this.#writeRequest = undefined;
      this.#isWriting = true;
      return false;
    }
    return true;
  }

  end(): void {
    this.#mustEnd = true;
    this.#hasReadSinceEnd = false;
    if (this.isClosed || this.#isWriting) {
      return;
    }
    if (this.#hasReadEnded) {
      // Nothing is left to be read or written, so closing says the same as a shutdown and saves it.
      this.#handle.close();
      this.#closed();
      return;
    }
    const request = this.binding.newShutdownRequest() as SideRequest;
    request.side = this;
    request.oncomplete = shutDown;
    this.#isShuttingDown = true;
    const status = this.#handle.shutdown(request);
    if (status < 0) {
      this.failed(status);
    } else if (status > 0) {
      this.writeEnded();
    }
  }

  reset(): void {
    if (this.isClosed) {
      return;
    }
    // Node forgets to close a handle that the system cannot reset: one without a connection, or that is shutting down.
    if (this.#isConnected && !this.#isShuttingDown) {
      this.#handle.reset();
    } else {
      this.#handle.close();
    }
    this.#closed();
  }

  connected(): void {
    this.#isConnected = true;
    this.owner.sideConnected(this);
  }

  written(): void {
    this.#isWriting = false;
    if (this.#mustEnd) {
      this.end();
    } else {
      this.owner.sideDrained(this);
    }
  }

  hasRead(chunk: Uint8Array): void {
    this.#hasReadSinceEnd = true;
    this.owner.sideRead(this, chunk);
  }

  /**
   * libuv tells of an end, too, when the other side has reset the connection behind bytes that were read last: a stream that
   * was cut would look complete. As long as our own direction is open, only a reset leaves a socket without a peer. After
   * that the system is asked once more, if bytes came at all; a reset it tells of only once, and an end for ever.
   */
  readEnded(): void {
    const isOpen = !this.#isShuttingDown && !this.#hasWriteEnded;
    const status = isOpen ? this.#handle.getpeername({}) : 0;
    if (status < 0) {
      this.failed(status);
      return;
    }
    if (!isOpen && this.#hasReadSinceEnd) {
      this.#hasReadSinceEnd = false;
      this.startReading();
      return;
    }
    this.#hasReadEnded = true;
    this.owner.sideEnded(this);
    this.#closeIfEnded();
  }

  writeEnded(): void {
    this.#isShuttingDown = false;
    this.#hasWriteEnded = true;
    this.#closeIfEnded();
  }

  failed(status: number): void {
    if (this.isClosed) {
      return;
    }
    this.#handle.close();
    this.isClosed = true;
    this.owner.sideFailed(this, nameOf(status));
    this.owner.sideClosed(this);
  }

  #closeIfEnded(): void {
    if (this.#hasReadEnded && this.#hasWriteEnded && !this.isClosed) {
      this.#handle.close();
      this.#closed();
    }
  }

  #closed(): void {
    this.isClosed = true;
    this.owner.sideClosed(this);
  }

  #newWriteRequest(): SideRequest {
    const request = this.binding.newWriteRequest() as SideRequest;
    request.side = this;
    request.oncomplete = written;
    this.#writeRequest = request;
    return request;
  }

  #peerName(): Partial<Peer> {
    const name: Partial<Peer> = {};
    if (!this.isClosed) {
      this.#handle.getpeername(name);
    }
    return name;
  }
}

function read(this: Handle, buffer: ArrayBuffer | undefined): void {
  const { side } = this as SideHandle;
  if (side.isClosed) {
    return;
  }
  const count = side.binding.bytesRead();
  if (count > 0 && buffer) {
    side.hasRead(new Uint8Array(buffer, side.binding.readOffset(), count));
  } else if (count === END_OF_FILE) {
    side.readEnded();
  } else if (count < 0) {
    side.failed(count);
  }
}

function connected(this: Request, status: number): void {
  const { side } = this as SideRequest;
  if (side.isClosed) {
    return;
  }
  if (status < 0) {
    side.failed(status);
  } else {
    side.connected();
  }
}

function written(this: Request, status: number): void {
  const { side } = this as SideRequest;
  if (side.isClosed) {
    return;
  }
  if (status < 0) {
    side.failed(status);
  } else {
    side.written();
  }
}

function shutDown(this: Request, status: number): void {
  const { side } = this as SideRequest;
  if (side.isClosed) {
    return;
  }
  if (status < 0) {
    side.failed(status);
  } else {
    side.writeEnded();
  }
}

/** Of libuv's negative error. */
export function nameOf(status: number): string {
  return status < 0 ? getSystemErrorName(status) : 'UNKNOWN';
}
