import type { PlanChange } from '../engine.ts';
import { UserspaceEngine } from '../userspace/userspace-engine.ts';
import { type FromForwarder, PROTOCOL, type ToForwarder } from './messages.ts';
import { SharedPersistence } from './shared-persistence.ts';
import { TrafficDifferences } from './traffic-totals.ts';

const BEAT_INTERVAL_MS = 200;

/**
 * What a forwarder process does: it carries out what the control process says, and tells what it counted. `send` resolves
 * when the message has left this process, or cannot.
 */
export class ForwarderProcess {
  readonly #send: (message: FromForwarder) => Promise<void>;
  readonly #engine: UserspaceEngine;
  readonly #differences = new TrafficDifferences();
  readonly #persistence: SharedPersistence;
  readonly #shares = new Map<string, number>();
  readonly #beatTimer: NodeJS.Timeout;

  constructor(options: { send: (message: FromForwarder) => Promise<void> }) {
    this.#send = options.send;
    this.#persistence = new SharedPersistence((message) => void this.#send(message));
    this.#engine = new UserspaceEngine({
      onProblem: (problem) => void this.#send({ kind: 'problem', problem }),
      shareSockets: true,
    });
    this.#beatTimer = setInterval(() => void this.#beat(), BEAT_INTERVAL_MS);
    void this.#send({ kind: 'ready', protocol: PROTOCOL });
  }

  async receive(message: Exclude<ToForwarder, { kind: 'retire' }>): Promise<void> {
    switch (message.kind) {
      case 'apply':
        await this.#apply(message.call, message.change);
        break;
      case 'route':
        this.#engine.route(message.changes);
        break;
      case 'shares':
        for (const [key, share] of message.shares) {
          this.#shares.set(key, share);
        }
        break;
      case 'settled':
        this.#persistence.settled(message.call, message.memberId);
        break;
      case 'assigned':
        this.#persistence.assigned(message.listenerId, message.client, message.memberId);
        break;
    }
  }

  /** Accepts nothing more; resolves when the last connection has ended, or was cut, and everything is told. */
  async retire(drainMs: number): Promise<void> {
    await this.#engine.close(drainMs);
    this.#persistence.flush();
    clearInterval(this.#beatTimer);
    await this.#beat();
  }

  async #apply(call: number, change: PlanChange): Promise<void> {
    const results = await this.#engine.apply(change);
    await this.#send({ kind: 'answer', call, results });
  }

  async #beat(): Promise<void> {
    const usage = new Map<string, number>();
    for (const key of this.#shares.keys()) {
      if (!usage.has(key)) {
        this.#shares.delete(key);
      }
    }
    await this.#send({ kind: 'beat', traffic: this.#differences.take(this.#engine.counters()), usage });
  }
}
