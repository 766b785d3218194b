import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { type Fate, newTally, type Tally } from '../fates.ts';

export interface LoadOptions {
  address: string;
  port: number;
  /** Connections open at once. */
  concurrency: number;
  /** How long one of them may take; far more than any good one needs. */
  timeoutMs: number;
}

/** A pause after a refused connection, so that a closed port does not make a busy loop. */
const REFUSED_PAUSE_MS = 5;

/** Opens connections without end, and knows the fate of each. */
export class Load {
  readonly #options: LoadOptions;
  #tally = newTally();
  #isStopped = false;
  #loops: Promise<void>[] = [];

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#loops = Array.from({ length: options.concurrency }, () => this.#loop());
  }

  tally(): Tally {
    return structuredClone(this.#tally);
  }

  /** The tally so far; counting begins anew. What is open now counts for the new one. */
  take(): Tally {
    const tally = this.#tally;
    this.#tally = newTally();
    return tally;
  }

  /** After the last connections have ended. */
  async stop(): Promise<Tally> {
    this.#isStopped = true;
    await Promise.all(this.#loops);
    return this.#tally;
  }

  async #loop(): Promise<void> {
    while (!this.#isStopped) {
      const { fate, server } = await oneConnection(this.#options);
      this.#tally[fate] += 1;
      if (fate === 'ok') {
        this.#tally.servers[server] = (this.#tally.servers[server] ?? 0) + 1;
      } else if (fate === 'refused') {
        await new Promise((resolve) => setTimeout(resolve, REFUSED_PAUSE_MS));
      }
    }
  }
}

/** Waits for the greeting, sends something that nobody else sends, and wants exactly that back. */
export function oneConnection({ address, port, timeoutMs }: Omit<LoadOptions, 'concurrency'>): Promise<{ fate: Fate; server: string }> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, noDelay: true });
    const token = randomBytes(16).toString('hex');
    let text = '';
    let server = '';
    const finish = (fate: Fate) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ fate, server });
    };
    const timer = setTimeout(finish, timeoutMs, 'timed-out');
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0) {
        return;
      }
      if (server === '') {
        server = text.slice(0, end);
        socket.write(token);
      }
      const answer = text.slice(end + 1);
      if (answer === token) {
        finish('ok');
      } else if (!token.startsWith(answer)) {
        finish('wrong');
      }
    });
    socket.on('error', (error: NodeJS.ErrnoException) => finish(error.code === 'ECONNREFUSED' ? 'refused' : 'reset'));
    socket.on('close', () => finish('reset'));
  });
}
