import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

const END_MS = 5000;
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;

export interface StartOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
}

/** A running program: its output so far, and its end. */
export class Running {
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #output = '';
  #errors = '';

  constructor(command: Command, options: StartOptions = {}) {
    const [program, ...args] = command;
    this.#child = spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#output = (this.#output + text).slice(-OUTPUT_BYTES_MAX);
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-OUTPUT_BYTES_MAX);
    });
    // It may be gone when its input is closed.
    this.#child.stdin?.on('error', () => {});
    this.#ended = once(this.#child, 'close').then(
      () => {},
      (error: Error) => {
        this.#errors += error.message;
      },
    );
    this.pid = this.#child.pid ?? 0;
  }

  get output(): string {
    return this.#output;
  }

  get errors(): string {
    return this.#errors;
  }

  get hasEnded(): boolean {
    return this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Null while it runs and after a signal. */
  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** To its standard input. */
  write(text: string): void {
    this.#child.stdin?.write(text);
  }

  async ended(): Promise<void> {
    await this.#ended;
  }

  /** Asks it to end, and makes it end after five seconds. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.hasEnded) {
      this.#child.kill(signal);
    }
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), END_MS);
    await this.#ended;
    clearTimeout(timer);
  }
}

/** Runs a program to its end and returns what it printed; throws when it fails or takes longer than `timeoutMs`. */
export async function run(command: Command, timeoutMs: number, options?: StartOptions): Promise<string> {
  const running = new Running(command, options);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void running.stop();
  }, timeoutMs);
  await running.ended();
  clearTimeout(timer);
  if (isLate || running.exitCode !== 0) {
    const why = isLate ? `did not end within ${timeoutMs} ms` : `ended with ${running.exitCode}`;
    throw new Error(`${command.join(' ')} ${why}: ${running.errors.trim() || running.output.trim().slice(-2000)}`);
  }
  return running.output;
}
