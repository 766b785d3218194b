import { createSocket, type Socket as DatagramSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, isIPv6, type Server, type Socket } from 'node:net';

/** Small servers for tests. Each says its name, counts what reaches it, and can be stopped and started on its port. */

export interface ToyServer {
  readonly address: string;
  readonly port: number;
  /** Connections accepted or datagrams received since the start. */
  received(): number;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface ToyTcpServer extends ToyServer {
  /** Connections open now. */
  sockets: Set<Socket>;
}

/** Greets each connection with `name\n` and then echoes. Another `onConnection` replaces that. */
export async function startTcpServer(options: {
  name?: string;
  address?: string;
  port?: number;
  onConnection?: (socket: Socket) => void;
}): Promise<ToyTcpServer> {
  const { name = 'toy', address = '127.0.0.1', onConnection } = options;
  const sockets = new Set<Socket>();
  let received = 0;
  let port = options.port ?? 0;
  let server: Server | undefined;
  const start = async () => {
    server = createServer({ allowHalfOpen: true }, (socket) => {
      received += 1;
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
      if (onConnection) {
        onConnection(socket);
      } else {
        socket.write(`${name}\n`);
        socket.pipe(socket);
      }
    });
    server.listen(port, address);
    await once(server, 'listening');
    port = portOf(server.address());
  };
  await start();
  return {
    address,
    sockets,
    get port() {
      return port;
    },
    received: () => received,
    start,
    async stop() {
      if (!server) {
        return;
      }
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) {
        socket.resetAndDestroy();
      }
      server = undefined;
      await closed;
    },
  };
}

/** Answers each datagram with `name:datagram`. Another `reply` replaces that; null answers nothing. */
export async function startUdpServer(options: {
  name?: string;
  address?: string;
  port?: number;
  reply?: (datagram: Buffer, client: RemoteInfo) => string | null;
}): Promise<ToyServer> {
  const { name = 'toy', address = '127.0.0.1', reply = (datagram: Buffer) => `${name}:${datagram}` } = options;
  let received = 0;
  let port = options.port ?? 0;
  let socket: DatagramSocket | undefined;
  const start = async () => {
    const opened = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    opened.on('message', (datagram, client) => {
      received += 1;
      const answer = reply(datagram, client);
      if (answer !== null) {
        opened.send(answer, client.port, client.address);
      }
    });
    opened.bind(port, address);
    await once(opened, 'listening');
    opened.on('error', () => {});
    port = opened.address().port;
    socket = opened;
  };
  await start();
  return {
    address,
    get port() {
      return port;
    },
    received: () => received,
    start,
    async stop() {
      if (!socket) {
        return;
      }
      const closed = once(socket, 'close');
      socket.close();
      socket = undefined;
      await closed;
    },
  };
}

/** Per address, what freePort has given out. */
const givenPorts = new Map<string, Set<number>>();

/**
 * A port that was free a moment ago, for a listener or a server that starts later. Never the same twice: a stopped
 * listener binds nothing, and its port is not free all the same.
 */
export async function freePort(address = '127.0.0.1'): Promise<number> {
  const given = givenPorts.get(address) ?? new Set();
  givenPorts.set(address, given);
  for (;;) {
    const port = await boundPort(address);
    if (!given.has(port)) {
      given.add(port);
      return port;
    }
  }
}

async function boundPort(address: string): Promise<number> {
  const server = createServer().listen(0, address);
  await once(server, 'listening');
  const port = portOf(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** Connects and returns the first line that the other side says; rejects when it says none. */
export async function firstLine(port: number, address: string): Promise<string> {
  const socket = connect({ port, host: address });
  try {
    let text = '';
    for await (const chunk of socket) {
      text += String(chunk);
      const end = text.indexOf('\n');
      if (end >= 0) {
        return text.slice(0, end);
      }
    }
    throw new Error(`The connection ended after "${text}"`);
  } finally {
    socket.destroy();
  }
}

/** A UDP client with one address and port, so one flow. `ask` sends until an answer comes. */
export async function openUdpClient(port: number, address: string, source: { localAddress?: string; localPort?: number } = {}) {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  const answers: string[] = [];
  socket.on('message', (datagram) => answers.push(String(datagram)));
  socket.on('error', () => {});
  if (source.localAddress !== undefined || source.localPort !== undefined) {
    socket.bind(source.localPort ?? 0, source.localAddress);
    await once(socket, 'listening');
  }
  socket.connect(port, address);
  await once(socket, 'connect');
  return {
    socket,
    answers,
    send: (text: string) => socket.send(text),
    /** One datagram, one answer; null when none comes in time. */
    async ask(text: string, timeoutMs = 1000): Promise<string | null> {
      const signal = AbortSignal.timeout(timeoutMs);
      const answer = once(socket, 'message', { signal }).then(
        ([datagram]) => String(datagram),
        () => null,
      );
      socket.send(text);
      return answer;
    },
    close: () => socket.close(),
  };
}

function portOf(address: ReturnType<Server['address']>): number {
  if (address === null || typeof address === 'string') {
    throw new Error('The server has no port.');
  }
  return address.port;
}

/** A TCP relay that can be cut, with all its connections, and restored on its port. */
export async function startRelay(target: { address: string; port: number }) {
  const relay = await startTcpServer({
    onConnection: (client) => {
      const server = connect(target.port, target.address);
      client.pipe(server);
      server.pipe(client);
      client.on('error', () => server.destroy());
      client.on('close', () => server.destroy());
      server.on('error', () => client.destroy());
      server.on('close', () => client.destroy());
    },
  });
  return { port: relay.port, cut: () => relay.stop(), restore: () => relay.start() };
}
