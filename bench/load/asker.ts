import { fileURLToPath } from 'node:url';
import { waitFor } from '#test/wait.ts';
import { Running } from '../processes.ts';
import type { Topology } from '../topology.ts';

const ASK = fileURLToPath(new URL('./ask.mjs', import.meta.url));
const GREETER = fileURLToPath(new URL('./greeter.mjs', import.meta.url));

export interface Place {
  address: string;
  port: number;
}

export interface Answer {
  /** When the connection that this server answered was begun: `process.hrtime`, in ms. */
  begunAt: number;
  /** Connections before it that nobody answered. */
  failed: number;
}

/** A client that connects to one place after the other and hears which server answers. */
export class Asker {
  readonly #running: Running;
  #asked = 0;

  constructor(topology: Topology) {
    this.#running = new Running(topology.inClient([process.execPath, ASK]));
  }

  /** The first connection that the server of this name answers. */
  async firstAnswer({ address, port }: Place, name: string, timeoutMs: number): Promise<Answer> {
    const index = this.#asked;
    this.#asked += 1;
    this.#running.write(`${address} ${port} ${name}\n`);
    const what = `an answer of "${name}" at ${address}:${port}`;
    const line = await waitFor(() => this.#running.output.split('\n').slice(0, -1)[index], { timeoutMs, intervalMs: 2, what });
    const [begunAt = Number.NaN, failed = 0] = line.split(' ').map(Number);
    return { begunAt: begunAt / 1e6, failed };
  }

  stop(): Promise<void> {
    return this.#running.stop();
  }
}

/** A server that says its name to everybody who connects to one of its places. */
export async function startGreeter(topology: Topology, name: string, places: readonly Place[]): Promise<Running> {
  const greeter = new Running(
    topology.inServer([process.execPath, GREETER, name, ...places.flatMap(({ address, port }) => [address, String(port)])]),
  );
  await waitFor(() => greeter.output.includes('ready') || greeter.hasEnded, { what: `the server "${name}"` });
  if (greeter.hasEnded) {
    throw new Error(`The server "${name}" did not start: ${greeter.errors.trim()}`);
  }
  return greeter;
}

/** The clock of `Answer.begunAt`. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
