import type { ApplyResult, ConnectionEffect, ListenerPlan, PlanChange } from '../engine.ts';
import { UserspaceEngine } from '../userspace/userspace-engine.ts';
import { isSamePort, type ListenerState } from './engine-state.ts';
import { type FromForwarder, PROTOCOL, type ToForwarder } from './messages.ts';
import { PendingChanges } from './pending-changes.ts';
import { SharedPersistence } from './shared-persistence.ts';
import { Succession } from './succession.ts';
import { TrafficDifferences } from './traffic-totals.ts';

const BEAT_INTERVAL_MS = 200;
const ENDED_FLOWS_INTERVAL_MS = 5000;
/** Each TCP port is asked for at the control process; signs of life must not queue behind thousands of them. */
const LISTENERS_AT_ONCE = 200;

/**
 * What a forwarder process does: it carries out what the control process says, and tells what it counted. States: working;
 * retiring (accepts nothing, and what is open goes on); ended. `send` resolves when the message has left this process, or
 * cannot.
 */
export class ForwarderProcess {
  readonly #send: (message: FromForwarder) => Promise<void>;
  readonly #engine: UserspaceEngine;
  readonly #succession: Succession;
  readonly #persistence: SharedPersistence;
  readonly #differences = new TrafficDifferences();
  readonly #carried = new Map<string, ListenerPlan>();
  readonly #shares = new Map<string, number>();
  readonly #pending = new PendingChanges();
  readonly #timers: NodeJS.Timeout[];
  #lastTurn: Promise<void> = Promise.resolve();
  #succeeding: ReadonlySet<string> = new Set();
  #evenShare = 1;
  #isRetiring = false;
  #whenIdle: (() => void) | undefined;

  constructor(options: { send: (message: FromForwarder) => Promise<void> }) {
    this.#send = options.send;
    const send = (message: FromForwarder) => void this.#send(message);
    this.#persistence = new SharedPersistence(send);
    this.#engine = new UserspaceEngine({
      onProblem: (problem) => send({ kind: 'problem', problem }),
      shareSockets: true,
      coordination: { share: (key) => this.#shares.get(key) ?? this.#evenShare, persistence: this.#persistence },
      isUdpPortOurs: (listenerId) => this.#succeeding.has(listenerId),
    });
    this.#succession = new Succession({ engine: this.#engine, send });
    this.#timers = [
      setInterval(() => void this.#beat(), BEAT_INTERVAL_MS),
      setInterval(() => this.#succession.tellEnded(), ENDED_FLOWS_INTERVAL_MS),
    ];
  }

  async start(): Promise<void> {
    await this.#send({ kind: 'ready', protocol: PROTOCOL, relayPort: await this.#succession.open() });
  }

  async receive(message: Exclude<ToForwarder, { kind: 'retire' | 'close' }>): Promise<void> {
    switch (message.kind) {
      case 'apply':
        await this.#applyInTurn(message);
        break;
      case 'route':
        this.#pending.route(message.changes);
        this.#engine.route(message.changes);
        break;
      case 'flush':
        await this.#beat();
        await this.#send({ kind: 'flushed', call: message.call });
        break;
      case 'hand-over': {
        const flows = await this.#succession.handOver(message.listenerIds, message.takerPort);
        await this.#send({ kind: 'handed-over', call: message.call, flows });
        break;
      }
      case 'take-over':
        this.#succession.takeOver(message.listenerIds, message.flows);
        break;
      case 'flows-ended':
        this.#succession.ended(message);
        break;
      case 'shares':
        this.#evenShare = message.even;
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

  /** Accepts nothing more; resolves when the last connection and the last flow have ended, or were cut, and all is told. */
  async retire(drainMs: number): Promise<void> {
    this.#isRetiring = true;
    await this.#engine.stopAccepting();
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
      timer = setTimeout(resolve, drainMs);
    });
    clearTimeout(timer);
    await this.close(0);
  }

  /** The same, but for UDP, which ends at once. */
  async close(drainMs: number): Promise<void> {
    await this.#engine.close(drainMs);
    for (const timer of this.#timers) {
      clearInterval(timer);
    }
    this.#persistence.flush();
    await this.#beat();
  }

  #applyInTurn(message: Extract<ToForwarder, { kind: 'apply' }>): Promise<void> {
    return this.#pending.run(message.change, (change) => {
      const turn = this.#lastTurn.then(() => this.#apply({ ...message, change }));
      this.#lastTurn = turn;
      return turn;
    });
  }

  async #apply({ call, change, succeeding }: Extract<ToForwarder, { kind: 'apply' }>): Promise<void> {
    const ids = this.#isRetiring ? this.#known(change) : [...change.set.keys()];
    const awaited = [...succeeding].filter((id) => !this.#carried.has(id));
    this.#succeeding = succeeding;
    const results: ApplyResult[] = [];
    const effects = new Map<string, ConnectionEffect>();
    for (const part of partsOf(change, ids)) {
      results.push(...(await this.#engine.apply(part)));
      for (const [id, effect] of this.#engine.effects()) {
        effects.set(id, effect);
      }
      this.#succession.await(awaited.filter((id) => part.set.has(id)));
    }
    for (const { listenerId, error } of results) {
      const plan = change.set.get(listenerId)?.plan;
      if (plan && !error) {
        this.#carried.set(listenerId, plan);
      }
    }
    for (const id of change.remove) {
      this.#carried.delete(id);
    }
    this.#succession.forget(change.remove);
    await this.#send({ kind: 'answer', call, results, effects });
  }

  /** One that retires takes over what concerns its connections, and opens nothing. */
  #known(change: PlanChange): string[] {
    return [...change.set].flatMap(([id, { plan }]) => {
      const carried = this.#carried.get(id);
      return carried && isSamePort(carried, plan) ? [id] : [];
    });
  }

  async #beat(): Promise<void> {
    const usage = this.#engine.usage();
    for (const key of this.#shares.keys()) {
      if (!usage.has(key)) {
        this.#shares.delete(key);
      }
    }
    if (this.#whenIdle && this.#engine.counters().every(({ connectionsCurrent }) => connectionsCurrent === 0)) {
      this.#whenIdle();
    }
    await this.#send({ kind: 'beat', traffic: this.#differences.take(this.#engine.takeChangedCounters()), usage });
  }
}

/** These listeners, some at a time, each as the change has it when its turn comes. The first part has the removals too. */
function* partsOf({ set, remove, limits }: PlanChange, ids: readonly string[]): Generator<PlanChange> {
  for (let index = 0; index === 0 || index < ids.length; index += LISTENERS_AT_ONCE) {
    const part = new Map<string, ListenerState>();
    for (const id of ids.slice(index, index + LISTENERS_AT_ONCE)) {
      const state = set.get(id);
      if (state) {
        part.set(id, state);
      }
    }
    const owners = new Set(Array.from(part.values(), ({ plan }) => plan.loadBalancerId));
    const isAll = ids.length <= LISTENERS_AT_ONCE;
    yield {
      set: part,
      remove: index === 0 ? remove : new Set(),
      limits: isAll ? limits : new Map([...limits].filter(([id]) => owners.has(id))),
    };
  }
}
