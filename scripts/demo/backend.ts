import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';

export const DEMO_PORTS = { http: 8080, tcp: 9000, udp: 9053 };
const IDLE_MS = 300_000;

/** A small host that says its own name over HTTP, TCP and UDP, and can vanish as a crashed one does. */
export class DemoBackend {
  readonly name: string;
  readonly address: string;
  readonly #connections = new Set<Socket>();
  #servers: Server[] = [];
  #udp: UdpSocket | null = null;

  constructor(name: string, address: string) {
    this.name = name;
    this.address = address;
  }

  get isRunning(): boolean {
    return this.#servers.length > 0;
  }

  /** All three ports, or none and an error that names the one. */
  async start(): Promise<void> {
    if (this.isRunning) {
      return;
    }
    try {
      this.#servers = [this.#createHttp(), this.#createTcp()];
      for (const [index, port] of [DEMO_PORTS.http, DEMO_PORTS.tcp].entries()) {
        const server = this.#servers[index];
        server?.on('connection', (socket) => this.#track(socket));
        server?.listen({ host: this.address, port });
        await (server && once(server, 'listening'));
      }
      this.#udp = this.#createUdp();
      await once(this.#udp, 'listening');
    } catch (cause) {
      this.stop();
      throw new Error(`The demo server ${this.name} cannot listen: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }

  /** At once: listening sockets close, open connections are reset. */
  stop(): void {
    for (const server of this.#servers) {
      server.close();
    }
    for (const socket of this.#connections) {
      socket.resetAndDestroy();
    }
    this.#udp?.close();
    this.#servers = [];
    this.#udp = null;
  }

  #track(socket: Socket): void {
    this.#connections.add(socket);
    socket.once('close', () => this.#connections.delete(socket));
    // A client that goes away without a word is no news.
    socket.on('error', () => undefined);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
  }

  #createHttp(): Server {
    return createHttpServer((request, response) => {
      request.resume();
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      response.end(`Hello from ${this.name} (${this.address})\n`);
    });
  }

  #createTcp(): Server {
    return createServer({ allowHalfOpen: true }, (socket) => {
      socket.write(`Hello from ${this.name} (${this.address})\n`);
      socket.pipe(socket);
    });
  }

  #createUdp(): UdpSocket {
    const socket = createSocket('udp4');
    socket.on('message', (message, { port, address }) => {
      socket.send([Buffer.from(`${this.name}: `), message], port, address, () => undefined);
    });
    socket.bind(DEMO_PORTS.udp, this.address);
    return socket;
  }
}
