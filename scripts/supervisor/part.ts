import type { ChildProcess } from 'node:child_process';
import { hasEnded } from '../postgres/cluster.ts';
import type { Log } from './log.ts';

const BACK_OFF_MS = { first: 200, max: 15_000 };
/** A part that ran this long is taken for sound: its next end starts the back-off anew. */
const SOUND_MS = 30_000;
const STOP_GRACE_MS = 5_000;

export interface PartOptions {
  name: string;
  log: Log;
  /** Resolves when the process runs; a rejection counts as its end. */
  start: () => Promise<ChildProcess>;
  /** Asks for an orderly end; SIGTERM when absent. */
  requestEnd?: (child: ChildProcess) => void;
  /** For an end at once; SIGKILL when absent. */
  killSignal?: NodeJS.Signals;
}

/**
 * A process that is kept alive. States: running; waiting (ended, starts again after the back-off); ended (for good:
 * `end` or `kill` was called). Every end of the process leads from running to waiting, until the part is ended.
 */
export class Part {
  readonly #options: PartOptions;
  #child: ChildProcess | null = null;
  #restart: NodeJS.Timeout | null = null;
  #starting: Promise<void> | null = null;
  #delayMs = BACK_OFF_MS.first;
  #isEnded = false;

  constructor(options: PartOptions) {
    this.#options = options;
  }

  get child(): ChildProcess | null {
    return this.#child;
  }

  /** The first start; its failure is the caller's to judge. */
  async start(): Promise<void> {
    const child = await this.#options.start();
    if (this.#isEnded) {
      child.kill('SIGKILL');
      return;
    }
    this.#watch(child);
  }

  /** Ends the process so that it is started again at once, with the code of now. */
  reload(): void {
    this.#delayMs = 0;
    this.#child?.kill('SIGTERM');
  }

  /** Ends it for good: orderly, after a few seconds by force. */
  async end(): Promise<void> {
    this.#isEnded = true;
    if (this.#restart !== null) {
      clearTimeout(this.#restart);
    }
    await this.#starting;
    const child = this.#child;
    if (child === null || hasEnded(child)) {
      return;
    }
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    (this.#options.requestEnd ?? ((running) => running.kill('SIGTERM')))(child);
    const force = setTimeout(() => this.kill(), STOP_GRACE_MS);
    await exited;
    clearTimeout(force);
  }

  /** The process and all that it started, at once; its group is its own because it was started detached. */
  kill(): void {
    this.#isEnded = true;
    const pid = this.#child?.pid;
    if (pid !== undefined && this.#child !== null && !hasEnded(this.#child)) {
      try {
        process.kill(-pid, this.#options.killSignal ?? 'SIGKILL');
      } catch {
        // It ended meanwhile.
      }
    }
  }

  #watch(child: ChildProcess): void {
    this.#child = child;
    const startedAt = Date.now();
    let isOver = false;
    const onEnd = (code: number | null, signal: NodeJS.Signals | null) => {
      if (isOver || this.#isEnded) {
        return;
      }
      isOver = true;
      if (Date.now() - startedAt > SOUND_MS) {
        this.#delayMs = BACK_OFF_MS.first;
      }
      this.#startLater(`ended unexpectedly (${signal ?? `code ${code}`})`);
    };
    child.once('exit', onEnd);
    // It may have ended between its start and this line.
    if (hasEnded(child)) {
      onEnd(child.exitCode, child.signalCode);
    }
  }

  #startLater(why: string): void {
    const delayMs = this.#delayMs;
    this.#delayMs = Math.min(Math.max(delayMs * 2, BACK_OFF_MS.first), BACK_OFF_MS.max);
    if (delayMs > 0) {
      this.#options.log(`${why}; starting it again in ${(delayMs / 1000).toFixed(1)} s`);
    }
    this.#restart = setTimeout(() => {
      this.#starting = this.start().then(
        () => {
          if (!this.#isEnded) {
            this.#options.log('started again');
          }
        },
        (error: Error) => {
          if (!this.#isEnded) {
            this.#startLater(error.message);
          }
        },
      );
    }, delayMs);
  }
}
