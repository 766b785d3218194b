import cluster from 'node:cluster';
import { ForwarderProcess } from './forwarder-process.ts';
import type { FromForwarder, ToForwarder } from './messages.ts';

/** What open connections get when the control process is gone: enough for requests to finish, and no more. */
const ORPHAN_DRAIN_MS = 5000;

const { worker } = cluster;
if (!worker) {
  throw new Error('This program is started by the worker, proxy/main.ts.');
}

/** The other end may be gone; then there is nobody to tell. */
function send(message: FromForwarder): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) {
      process.send?.(message, undefined, undefined, () => resolve());
    } else {
      resolve();
    }
  });
}

const forwarder = new ForwarderProcess({ send });

async function end(kind: 'retire' | 'close', drainMs: number): Promise<void> {
  await forwarder[kind](drainMs);
  process.exit(0);
}

process.on('message', (message: ToForwarder) => {
  if (message.kind === 'retire' || message.kind === 'close') {
    void end(message.kind, message.drainMs);
  } else {
    void forwarder.receive(message);
  }
});
worker.on('disconnect', () => {
  // Without this Node ends the process at once, and with it every connection.
  worker.exitedAfterDisconnect = true;
  void end('close', ORPHAN_DRAIN_MS);
});
// These reach the whole group of processes; the control process says what follows from them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {});
}
await forwarder.start();
