import { startTcpServer, startUdpServer, type ToyServer, type ToyTcpServer } from '../servers.ts';

export interface ServerOptions {
  /** Said to each client. */
  name: string;
  protocol: 'tcp' | 'udp';
  address: string;
  /** Absent: one that is free. */
  port?: number;
  /**
   * TCP: `echo` after the greeting, or `pour`, which sends for ever; UDP: `echo`, or `pong`, which answers nothing but a health
   * check's "ping" with "pong".
   */
  kind?: 'echo' | 'pour' | 'pong';
}

export interface StartedServer {
  id: number;
  address: string;
  port: number;
}

export type Servers = ReturnType<typeof servers>;

/** Servers of one host, by functions that a process on another host can have as well. */
export function servers() {
  const started = new Map<number, ToyServer | ToyTcpServer>();
  /** Those that answer no datagram at the moment. */
  const silent = new Set<number>();
  const clientsOf = new Map<number, string[]>();
  let lastId = 0;
  const serverOf = (id: number) => {
    const server = started.get(id);
    if (!server) {
      throw new Error(`There is no server ${id}.`);
    }
    return server;
  };

  function startTcp(id: number, { name, address, port, kind }: ServerOptions) {
    return startTcpServer({
      name,
      address,
      ...(port === undefined ? {} : { port }),
      onConnection: (socket) => {
        clientsOf.get(id)?.push(plain(socket.remoteAddress ?? ''));
        socket.write(`${name}\n`);
        if (kind !== 'pour') {
          socket.pipe(socket);
          return;
        }
        socket.resume();
        const block = Buffer.alloc(64 * 1024, 'x');
        const write = () => {
          while (!socket.destroyed && socket.write(block)) {}
        };
        socket.on('drain', write);
        write();
      },
    });
  }

  function startUdp(id: number, { name, address, port, kind }: ServerOptions) {
    return startUdpServer({
      address,
      ...(port === undefined ? {} : { port }),
      reply: (datagram, client) => {
        clientsOf.get(id)?.push(plain(client.address));
        if (silent.has(id)) {
          return null;
        }
        if (kind === 'pong') {
          return String(datagram) === 'ping' ? 'pong' : null;
        }
        return `${name}:${datagram}`;
      },
    });
  }

  return {
    async start(options: ServerOptions): Promise<StartedServer> {
      lastId += 1;
      const id = lastId;
      clientsOf.set(id, []);
      const server = await (options.protocol === 'tcp' ? startTcp : startUdp)(id, options);
      started.set(id, server);
      return { id, address: options.address, port: server.port };
    },
    stop: (id: number): Promise<void> => serverOf(id).stop(),
    resume: (id: number): Promise<void> => serverOf(id).start(),
    async setSilent(id: number, isSilent: boolean): Promise<void> {
      if (isSilent) {
        silent.add(id);
      } else {
        silent.delete(id);
      }
    },
    /** Connections or datagrams since it was started. */
    async received(id: number): Promise<number> {
      return serverOf(id).received();
    },
    /** Whom the server saw, one for each connection or datagram. */
    async clientsSeen(id: number): Promise<string[]> {
      return clientsOf.get(id) ?? [];
    },
    /** Connections that are open. */
    async open(id: number): Promise<number> {
      const server = serverOf(id);
      return 'sockets' in server ? server.sockets.size : 0;
    },
    async stopAll(): Promise<void> {
      await Promise.all(Array.from(started.values(), (server) => server.stop()));
    },
  };
}

/** A socket for both versions of IP writes IPv4 addresses as IPv6 ones. */
function plain(address: string): string {
  return address.replace(/^::ffff:/, '');
}
