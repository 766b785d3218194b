import { connect, type Socket } from 'node:net';

export interface Place {
  address: string;
  port: number;
}

/** Where a client comes from; what is absent is chosen by the system. */
export interface Source {
  localAddress?: string;
  localPort?: number;
}

/** Nothing in a test takes so long; what does hangs. */
const HANGS_MS = 30_000;
const TEXT_KEPT_MAX = 64 * 1024;

/** A TCP connection of a client that a toy server has greeted with a line, its name. */
export class Connection {
  readonly #socket: Socket;
  /** What came since the greeting or the last question. */
  #text = '';
  #bytes = 0;
  #failure: string | null = null;
  #isClosed = false;
  #changed = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#bytes += text.length;
      // Of a server that sends for ever, only the amount is asked for.
      this.#text = this.#text.length < TEXT_KEPT_MAX ? this.#text + text : this.#text;
      this.#changed();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure = error.code ?? error.message;
    });
    socket.on('close', () => {
      this.#isClosed = true;
      this.#changed();
    });
  }

  /** Rejects with the code of the error when nobody greets; "ended" when there was none, "hangs" when nothing came of it. */
  static async open({ address, port }: Place, source: Source = {}): Promise<{ connection: Connection; server: string; localPort: number }> {
    const socket = connect({ port, host: address, ...source, noDelay: true });
    const connection = new Connection(socket);
    const isGreeted = await connection.#until(() => connection.#text.includes('\n'));
    if (!isGreeted) {
      socket.destroy();
      throw new Error(connection.#failure ?? (connection.#isClosed ? 'ended' : 'hangs'));
    }
    const [server = ''] = connection.#text.split('\n', 1);
    connection.#text = '';
    return { connection, server, localPort: socket.localPort ?? 0 };
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Since it was opened. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What comes back for `text`; null: nothing does, because the connection is, or is meanwhile, over. */
  async echo(text: string): Promise<string | null> {
    this.#text = '';
    this.#socket.write(text);
    return (await this.#until(() => this.#text.length >= text.length)) ? this.#text : null;
  }

  /** As fast as it is taken, until it is closed. */
  upload(): void {
    const block = Buffer.alloc(64 * 1024, 'x');
    const write = () => {
      while (!this.#isClosed && this.#socket.write(block)) {}
    };
    this.#socket.on('drain', write);
    write();
  }

  /** By a reset, or by an orderly end. */
  async close(isOrderly = false): Promise<void> {
    if (isOrderly) {
      this.#socket.end();
    } else {
      this.#socket.resetAndDestroy();
    }
    await this.#until(() => false);
  }

  /** Resolves when the condition holds, with true; when it is closed or nothing happens for too long, with false. */
  async #until(condition: () => boolean): Promise<boolean> {
    const deadline = performance.now() + HANGS_MS;
    while (!condition()) {
      const leftMs = deadline - performance.now();
      if (this.#isClosed || leftMs <= 0) {
        return false;
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return true;
  }
}
