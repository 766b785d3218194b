import type { Server } from 'node:net';

export interface Peer {
  address: string;
  port: number;
}

/** What one socket of a connection tells. After `sideClosed`, which comes exactly once, it says nothing more. */
export interface TcpSideOwner {
  sideConnected(side: TcpSide): void;
  /** Not connected, or broken; `code` is the system's, as `ECONNRESET`. `sideClosed` follows. */
  sideFailed(side: TcpSide, code: string): void;
  sideRead(side: TcpSide, chunk: Uint8Array): void;
  /** The other end sends nothing more. */
  sideEnded(side: TcpSide): void;
  /** May be written to again. */
  sideDrained(side: TcpSide): void;
  sideClosed(side: TcpSide): void;
}

/**
 * One socket of a connection, as little as the data path needs of it: an end of reading leaves writing open; it closes by
 * itself when both have ended. Nothing is read before `startReading`.
 */
export interface TcpSide {
  owner: TcpSideOwner;
  readonly isClosed: boolean;
  /** Null: it has gone already. */
  peer(): Peer | null;
  startReading(): void;
  stopReading(): void;
  /** All of `chunk` is taken. False: give nothing more before `sideDrained`. */
  write(chunk: Uint8Array): boolean;
  /** Ends writing, after what was written. */
  end(): void;
  /** Cuts it, with a reset if it was connected. `sideClosed` is called before this returns. */
  reset(): void;
}

/** Of a side whose owner does not care, or has turned it away. */
export const NOBODY: TcpSideOwner = {
  sideConnected() {},
  sideFailed() {},
  sideRead() {},
  sideEnded() {},
  sideDrained() {},
  sideClosed() {},
};

/** A way to make sides. */
export interface TcpTransport {
  readonly name: 'handles' | 'sockets';
  /** Takes what comes through a server that listens already; `onError` is told of what could not be accepted. */
  accept(server: Server, onConnection: (client: TcpSide) => void, onError: (code: string) => void): void;
  /** Begins to connect; the owner is told how it went, never before this returns. */
  dial(target: Peer, owner: TcpSideOwner): TcpSide;
}
