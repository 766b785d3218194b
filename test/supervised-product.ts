import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '#scripts/supervisor/step.ts';
import { waitFor } from './wait.ts';

const START_MS_MAX = 90_000;

/** `npm start` itself, as a process of its own. */
export class SupervisedProduct {
  readonly #variables: Record<string, string>;
  #child: ChildProcess | null = null;
  #output = '';

  constructor(variables: Record<string, string>) {
    this.#variables = variables;
  }

  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#child?.pid ?? -1;
  }

  /** Does not wait for anything. */
  spawn(): this {
    this.#output = '';
    const child = spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: ROOT,
      // The kernel of this machine is not the test's to change, and what a worker of its own may have there neither.
      env: { ...process.env, OPENSLB_ENGINE: 'userspace', OPENSLB_NODE_ID: 'test-node', ...this.#variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.#output += chunk;
      });
    }
    return this;
  }

  async start(): Promise<this> {
    const child = this.spawn().#child;
    try {
      await waitFor(() => /^Console ready .*\n/m.test(this.#output) || child?.exitCode !== null, {
        timeoutMs: START_MS_MAX,
        what: 'the ready line',
      });
    } catch (cause) {
      this.signal('SIGTERM');
      await this.ended();
      throw new Error(`The product is not ready after ${START_MS_MAX} ms:\n${this.#output}`, { cause });
    }
    if (child?.exitCode !== null) {
      throw new Error(`The product ended at its start:\n${this.#output}`);
    }
    return this;
  }

  /** Exit code after the end by itself, or by a signal sent before. */
  async ended(): Promise<number | null> {
    const child = this.#child;
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      await once(child, 'close');
    }
    return child?.exitCode ?? null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** Process number of each part that runs now, by its name. */
  parts(): Record<string, number> {
    return Object.fromEntries(childrenOf(this.pid).map(({ pid, command }) => [partOf(command), pid]));
  }
}

function partOf(command: string): string {
  if (command.includes('bin/postgres')) {
    return 'postgres';
  }
  return command.includes('proxy/main.ts') ? 'worker' : command.includes('demo/main.ts') ? 'demo' : 'console';
}

function childrenOf(parent: number): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(join('/proc', name, 'stat'), 'utf8');
        const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const command = readFileSync(join('/proc', name, 'cmdline'), 'utf8');
        return Number(ppid) === parent && state !== 'Z' ? [{ pid: Number(name), command }] : [];
      } catch {
        // It ended while we looked.
        return [];
      }
    });
}

export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z');
  } catch {
    return false;
  }
}
