import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./backend-process.mjs', import.meta.url));

/** A backend server in a process of its own. Ends with the test process at the latest. */
export class Backend {
  #child: ChildProcess | null = null;

  constructor(
    readonly name: string,
    readonly address: string,
    readonly port: number,
  ) {}

  async start(): Promise<this> {
    const child = fork(PROGRAM, [this.name, this.address, String(this.port)], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      execArgv: [],
    });
    this.#child = child;
    if (child.stdout) {
      await once(createInterface(child.stdout), 'line');
    }
    return this;
  }

  /** As if the machine lost power: no goodbye to anyone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child && child.exitCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
}

/** Name of the server that answers a new TCP connection; rejects when it is refused, reset or silent for 5 s. */
export function whoAnswers(address: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port, timeout: 5000 });
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) {
        socket.destroy();
        resolve(text.trim());
      }
    });
    socket.on('timeout', () => socket.destroy(new Error(`${address}:${port} is silent`)));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`${address}:${port} closed after ${JSON.stringify(text)}`)));
  });
}
