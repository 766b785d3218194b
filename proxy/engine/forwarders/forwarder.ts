import cluster, { type Worker } from 'node:cluster';
import { fileURLToPath } from 'node:url';
import type { ApplyResult, PlanChange } from '../engine.ts';
import type { FromForwarder, ToForwarder } from './messages.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ENTRY = fileURLToPath(new URL('./forwarder-main.ts', import.meta.url));
/** What it may take to answer: a part for being busy, and one for every listener that has to be opened. */
const ANSWER_MS = { base: 10_000, perListener: 5 };
/** Checks of life without a word from it; counted, not timed, so that a pause of this process is not held against it. */
const SILENT_CHECKS_MAX = 10;
/** For ending in an orderly way when the time for connections is over. */
const RETIRE_GRACE_MS = 3000;

export interface ForwarderEvents {
  onMessage: (message: FromForwarder) => void;
  /** Once, whatever the reason; `why` is for people. */
  onEnded: (why: string) => void;
}

/** One forwarder process, as the control process sees it. */
export class Forwarder {
  readonly #worker: Worker;
  readonly #events: ForwarderEvents;
  readonly #calls = new Map<number, (results: ApplyResult[] | null) => void>();
  #lastCall = 0;
  #silentChecks = 0;
  #killedBecause: string | undefined;
  #isEnded = false;
  #retireTimer: NodeJS.Timeout | undefined;

  constructor(events: ForwarderEvents) {
    this.#events = events;
    // Each accepts on the shared sockets by itself: nothing of a connection passes this process.
    cluster.schedulingPolicy = cluster.SCHED_NONE;
    cluster.setupPrimary({
      exec: ENTRY,
      args: [],
      execArgv: ['--import', 'tsx'],
      cwd: ROOT,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#worker = cluster.fork();
    this.#worker.on('message', (message: FromForwarder) => this.#receive(message));
    this.#worker.on('exit', (code, signal) => this.#end(this.#killedBecause ?? signal ?? `code ${code}`));
    // It could not be started, or was told something while it ended, in which case `exit` follows.
    this.#worker.on('error', (error) => {
      if (this.#worker.process.pid === undefined) {
        this.#end(error.message);
      }
    });
  }

  /** Never used twice, unlike the process number. */
  get id(): number {
    return this.#worker.id;
  }

  get pid(): number | undefined {
    return this.#worker.process.pid;
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Null: it ended before it answered. */
  apply(change: PlanChange): Promise<ApplyResult[] | null> {
    if (this.#isEnded) {
      return Promise.resolve(null);
    }
    this.#lastCall += 1;
    const call = this.#lastCall;
    return new Promise((resolve) => {
      const limitMs = ANSWER_MS.base + ANSWER_MS.perListener * (change.set.size + change.remove.size);
      const timer = setTimeout(() => this.kill(`no answer in ${limitMs} ms`), limitMs);
      this.#calls.set(call, (results) => {
        clearTimeout(timer);
        resolve(results);
      });
      this.send({ kind: 'apply', call, change });
    });
  }

  send(message: ToForwarder): void {
    if (!this.#isEnded && this.#worker.isConnected()) {
      this.#worker.send(message);
    }
  }

  /** It ends by itself, within the time; a second call may shorten it. */
  retire(drainMs: number): void {
    clearTimeout(this.#retireTimer);
    this.#retireTimer = setTimeout(() => this.kill('it did not end in time'), drainMs + RETIRE_GRACE_MS);
    this.send({ kind: 'retire', drainMs });
  }

  kill(why: string): void {
    this.#killedBecause ??= why;
    this.#worker.process.kill('SIGKILL');
  }

  /** To be called at an interval. */
  checkLife(): void {
    this.#silentChecks += 1;
    if (this.#silentChecks > SILENT_CHECKS_MAX) {
      this.kill('it hangs');
    }
  }

  #receive(message: FromForwarder): void {
    this.#silentChecks = 0;
    if (message.kind === 'answer') {
      this.#calls.get(message.call)?.(message.results);
      this.#calls.delete(message.call);
    } else {
      this.#events.onMessage(message);
    }
  }

  #end(why: string): void {
    if (this.#isEnded) {
      return;
    }
    this.#isEnded = true;
    clearTimeout(this.#retireTimer);
    for (const answer of this.#calls.values()) {
      answer(null);
    }
    this.#calls.clear();
    this.#events.onEnded(why);
  }
}
