import { serveRemote } from '#test/remote.ts';
import { startTcpServer, startUdpServer, type ToyServer, type ToyTcpServer } from '#test/servers.ts';

/** Toy servers in a process of their own. */

const servers = new Map<string, ToyServer | ToyTcpServer>();

function serverOf(name: string): ToyServer | ToyTcpServer {
  const server = servers.get(name);
  if (!server) {
    throw new Error(`There is no server ${name}.`);
  }
  return server;
}

const functions = {
  async listen(name: string, address: string, protocol: 'tcp' | 'udp' = 'tcp', port = 0): Promise<{ address: string; port: number }> {
    const server = await (protocol === 'tcp' ? startTcpServer : startUdpServer)({ name, address, port });
    servers.set(name, server);
    return { address, port: server.port };
  },
  /** Says `name\n`, then `bytes` of a known pattern as fast as they are taken, then ends. */
  async listenWithStream(name: string, address: string, bytes: number): Promise<{ address: string; port: number }> {
    const block = Buffer.alloc(64 * 1024, `${name} `);
    const server = await startTcpServer({
      address,
      onConnection: (socket) => {
        let left = bytes;
        const write = () => {
          while (left > 0) {
            const size = Math.min(left, block.length);
            left -= size;
            if (!socket.write(block.subarray(0, size))) {
              socket.once('drain', write);
              return;
            }
          }
          socket.end();
        };
        socket.resume();
        write();
      },
    });
    servers.set(name, server);
    return { address, port: server.port };
  },
  start: (name: string) => serverOf(name).start(),
  stop: (name: string) => serverOf(name).stop(),
  received: (name: string) => serverOf(name).received(),
  open(name: string): number {
    const server = serverOf(name);
    return 'sockets' in server ? server.sockets.size : 0;
  },
};
export type Backend = typeof functions;
serveRemote(functions);
