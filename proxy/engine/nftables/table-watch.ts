import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { TABLE } from './ruleset/table.ts';
import { toolEnvironment } from './tool-environment.ts';

/** Ends when this process does, however that ends, since its input ends then; and when the monitor ends by itself. */
const MONITOR = [
  'exec 3<&0',
  'nft monitor destroy tables & monitor=$!',
  '{ read -r _ <&3; kill $monitor; } 2>&1 >/dev/null & reader=$!',
  'wait $monitor',
  'kill $reader',
].join('\n');
/** One that does not stay must not be what this host is busy with; whoever looks at the table now and then finds what this misses. */
const AGAIN_MS = 10_000;

/**
 * Says at once when somebody deletes the table, such as a firewall that is loaded anew: without it the kernel stops translating
 * packets of open connections, and each that comes until the table is back ends its connection.
 */
export class TableWatch {
  readonly #onDeleted: () => void;
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(onDeleted: () => void) {
    this.#onDeleted = onDeleted;
    this.#start();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#child?.stdin?.end();
  }

  #start(): void {
    const child = spawn('sh', ['-c', MONITOR], { env: toolEnvironment(), stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child = child;
    child.on('error', () => undefined);
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line === `delete table ${TABLE}`) {
        this.#onDeleted();
      }
    });
    child.once('close', () => {
      if (!this.#isStopped) {
        this.#timer = setTimeout(() => this.#start(), AGAIN_MS).unref();
      }
    });
  }
}
