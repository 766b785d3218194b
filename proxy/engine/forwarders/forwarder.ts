import cluster, { type Worker } from 'node:cluster';
import { fileURLToPath } from 'node:url';
import type { ApplyResult, ConnectionEffect, PlanChange } from '../engine.ts';
import type { FromForwarder, HeldFlows, ToForwarder } from './messages.ts';

type Answer = Extract<FromForwarder, { kind: 'answer' | 'flushed' | 'handed-over' }>;
/** A message that is answered, without the number that joins the two. */
type Question =
  | Omit<Extract<ToForwarder, { kind: 'apply' }>, 'call'>
  | Omit<Extract<ToForwarder, { kind: 'flush' }>, 'call'>
  | Omit<Extract<ToForwarder, { kind: 'hand-over' }>, 'call'>;

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ENTRY = fileURLToPath(new URL('./forwarder-main.ts', import.meta.url));
/** What it may take to answer: a part for being busy, and one for every listener that has to be opened. */
const ANSWER_MS = { base: 10_000, perListener: 10 };
/** Checks of life without a word from it; counted, not timed, so that a pause of this process is not held against it. */
const SILENT_CHECKS_MAX = { starting: 30, started: 10 };
/** For ending in an orderly way when the time for connections is over. */
const RETIRE_GRACE_MS = 3000;

/** What came of a change in one forwarder. */
export interface Applied {
  results: ApplyResult[];
  effects: ReadonlyMap<string, ConnectionEffect>;
}

export interface ForwarderEvents {
  onMessage: (message: FromForwarder) => void;
  /** Once, whatever the reason; `why` is for people. */
  onEnded: (why: string) => void;
}

/** One forwarder process, as the control process sees it. */
export class Forwarder {
  readonly #worker: Worker;
  readonly #events: ForwarderEvents;
  readonly #calls = new Map<number, (answer: Answer | null) => void>();
  #lastCall = 0;
  #relayPort = 0;
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

  /** Where it takes datagrams from others; known when it is ready. */
  get relayPort(): number {
    return this.#relayPort;
  }

  /** Null: it ended before it answered. `succeeding`: see there, messages.ts. */
  async apply(change: PlanChange, succeeding: ReadonlySet<string> = new Set()): Promise<Applied | null> {
    const answer = await this.#ask({ kind: 'apply', change, succeeding }, change.set.size + change.remove.size);
    return answer?.kind === 'answer' ? answer : null;
  }

  /** Resolves when it does what it was told before, and has told what it counted until then; or when it has ended. */
  async flush(): Promise<void> {
    await this.#ask({ kind: 'flush' }, 0);
  }

  /** The flows that it has of these listeners, whose ports `taker` has bound; none, when it ended before it answered. */
  async handOver(listenerIds: readonly string[], taker: Forwarder): Promise<HeldFlows[]> {
    const answer = await this.#ask({ kind: 'hand-over', listenerIds, takerPort: taker.relayPort }, listenerIds.length);
    return answer?.kind === 'handed-over' ? answer.flows.map((flows) => ({ ...flows, port: this.relayPort })) : [];
  }

  send(message: ToForwarder): void {
    if (!this.#isEnded && this.#worker.isConnected()) {
      this.#worker.send(message);
    }
  }

  /** It ends by itself, within the time; a second call may shorten it. `retire` and `close`: see messages.ts. */
  end(kind: 'retire' | 'close', drainMs: number): void {
    clearTimeout(this.#retireTimer);
    this.#retireTimer = setTimeout(() => this.kill('it did not end in time'), drainMs + RETIRE_GRACE_MS);
    this.send({ kind, drainMs });
  }

  kill(why: string): void {
    this.#killedBecause ??= why;
    this.#worker.process.kill('SIGKILL');
  }

  /** To be called at an interval. */
  checkLife(): void {
    this.#silentChecks += 1;
    if (this.#silentChecks > SILENT_CHECKS_MAX[this.#relayPort === 0 ? 'starting' : 'started']) {
      this.kill('it hangs');
    }
  }

  #receive(message: FromForwarder): void {
    this.#silentChecks = 0;
    if (message.kind === 'answer' || message.kind === 'flushed' || message.kind === 'handed-over') {
      this.#calls.get(message.call)?.(message);
      this.#calls.delete(message.call);
      return;
    }
    if (message.kind === 'ready') {
      this.#relayPort = message.relayPort;
    }
    this.#events.onMessage(message);
  }

  #ask(question: Question, size: number): Promise<Answer | null> {
    if (this.#isEnded) {
      return Promise.resolve(null);
    }
    this.#lastCall += 1;
    const call = this.#lastCall;
    return new Promise((resolve) => {
      const limitMs = ANSWER_MS.base + ANSWER_MS.perListener * size;
      const timer = setTimeout(() => this.kill(`no answer in ${limitMs} ms`), limitMs);
      this.#calls.set(call, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.send({ ...question, call });
    });
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
