import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A file that leads to Postgres: of all that network namespaces share, the only thing that a worker in one of them can connect
 * to. While it is cut, Postgres is away for whoever uses it, and for nobody else.
 */
export class PostgresFile {
  readonly url: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'openslb-socket-'));
  readonly #target: { host: string; port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;

  private constructor(databaseUrl: string) {
    const url = new URL(databaseUrl);
    this.#target = { host: url.hostname, port: Number(url.port) };
    this.url = `postgresql://${url.username}:${url.password}@${encodeURIComponent(this.#folder)}:5432${url.pathname}`;
  }

  static async open(databaseUrl: string): Promise<PostgresFile> {
    const file = new PostgresFile(databaseUrl);
    await file.restore();
    return file;
  }

  async restore(): Promise<void> {
    this.#server = createServer((client) => this.#join(client)).listen(join(this.#folder, '.s.PGSQL.5432'));
    await once(this.#server, 'listening');
  }

  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server) {
      const closed = once(server, 'close');
      server.close();
      for (const socket of this.#sockets) {
        socket.destroy();
      }
      await closed;
    }
  }

  async close(): Promise<void> {
    await this.cut();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #join(client: Socket): void {
    const postgres = connect(this.#target);
    client.pipe(postgres).pipe(client);
    for (const [socket, other] of [
      [client, postgres],
      [postgres, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
