// Preloaded into every child of the supervisor: ends the child when the supervisor is gone, kill -9 included.
// The child's standard input is a pipe from the supervisor, which the system closes with it.
import { fstatSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const ORDERLY_END_MS = 4_000;

// Grandchildren inherit the preload but have other parents and other inputs.
if (isMainThread && process.env.OPENSLB_SUPERVISOR_PID === String(process.ppid) && isPipe()) {
  process.stdin.on('error', () => undefined);
  process.stdin.on('close', () => {
    setTimeout(() => process.exit(1), ORDERLY_END_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  process.stdin.resume();
  process.stdin.unref();
}

function isPipe() {
  const input = fstatSync(0);
  return input.isFIFO() || input.isSocket();
}
