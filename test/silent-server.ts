import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { waitFor } from './wait.ts';

/** Listens, and then stands still for ever. */
const PROGRAM = `
  const server = require('node:net').createServer().listen({ port: 0, host: process.argv[1], backlog: 1 }, () => {
    require('node:fs').writeSync(1, server.address().port + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;
/** Linux queues one connection more than asked for, before it leaves further ones without an answer. */
const QUEUE_LENGTH = 2;

/** A TCP port whose queue is full: a new connection is neither accepted nor refused. */
export async function startSilentServer(address: string) {
  const child = spawn(process.execPath, ['-e', PROGRAM, address], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  const port = Number(line);
  const queued: Socket[] = [];
  let connected = 0;
  for (let index = 0; index < QUEUE_LENGTH; index += 1) {
    const socket = connect(port, address, () => {
      connected += 1;
    });
    socket.on('error', () => {});
    queued.push(socket);
  }
  await waitFor(() => connected === QUEUE_LENGTH, { what: 'the queue to be full' });
  return {
    address,
    port,
    async stop() {
      for (const socket of queued) {
        socket.destroy();
      }
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}
