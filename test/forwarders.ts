import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

/** Forwarder processes as the system sees them, and clients that count. Linux only, as `/proc` is. */

/** Process numbers of the forwarders of this control process that are alive, whatever their generation. */
export function forwarderPids(controlPid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const stat = readProc(`/proc/${pid}/stat`);
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(parent) === controlPid && state !== 'Z' && readProc(`/proc/${pid}/cmdline`).includes('forwarder-main');
    });
}

export function isAlive(pid: number): boolean {
  const stat = readProc(`/proc/${pid}/stat`);
  return stat !== '' && !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
}

/** Client ports of the established connections that this process has accepted on a service port of IPv4. */
export function acceptedClientPorts(pid: number, servicePort: number): Set<number> {
  const inodes = new Set(
    listProc(`/proc/${pid}/fd`).flatMap((fd) => {
      const target = readLink(`/proc/${pid}/fd/${fd}`);
      return target.startsWith('socket:[') ? [target.slice('socket:['.length, -1)] : [];
    }),
  );
  const ESTABLISHED = '01';
  const rows = readProc('/proc/net/tcp').trim().split('\n').slice(1);
  const ports = rows.flatMap((row) => {
    const [, local = '', remote = '', state, , , , , , inode = ''] = row.trim().split(/\s+/);
    const isOurs = state === ESTABLISHED && portOf(local) === servicePort && inodes.has(inode);
    return isOurs ? [portOf(remote)] : [];
  });
  return new Set(ports);
}

export interface Held {
  socket: Socket;
  clientPort: number;
  isClosed(): boolean;
  /** Through the echo of the toy server and back. */
  echoes(text: string): Promise<boolean>;
}

/** A connection that is kept open to a server that greets and echoes. */
export async function hold(port: number, address: string): Promise<Held> {
  const socket = connect({ port, host: address });
  let text = '';
  let isClosed = false;
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    isClosed = true;
  });
  await once(socket, 'data');
  return {
    socket,
    clientPort: socket.localPort ?? 0,
    isClosed: () => isClosed,
    async echoes(word) {
      if (!isClosed) {
        socket.write(`${word}\n`);
      }
      while (!isClosed && !text.includes(`${word}\n`)) {
        await Promise.race([once(socket, 'data'), once(socket, 'close')]);
      }
      return text.includes(`${word}\n`);
    },
  };
}

/** Opens one connection after the other until it is stopped; each must get the greeting. */
export function startConnecting(port: number, address: string) {
  let isStopped = false;
  const counts = { served: 0, failed: [] as string[] };
  const loop = async () => {
    while (!isStopped) {
      const failure = await greeting(port, address);
      if (failure === null) {
        counts.served += 1;
      } else {
        counts.failed.push(failure);
      }
    }
  };
  const done = Promise.all([loop(), loop()]);
  return {
    counts,
    async stop() {
      isStopped = true;
      await done;
      return counts;
    },
  };
}

/** Null: it came; else why not. */
function greeting(port: number, address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: address });
    socket.on('data', () => {
      resolve(null);
      socket.destroy();
    });
    socket.on('error', (error) => resolve(error.message));
    socket.on('close', () => resolve('closed without a greeting'));
  });
}

function portOf(hex: string): number {
  return Number.parseInt(hex.slice(hex.lastIndexOf(':') + 1), 16);
}

/** Empty when it is gone, as processes go while one looks at them. */
function readProc(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function listProc(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
