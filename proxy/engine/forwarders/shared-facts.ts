import type { EngineProblem, ListenerCounters } from '../engine.ts';
import type { ListenerState } from './engine-state.ts';
import type { Forwarder } from './forwarder.ts';
import { LimitShares } from './limit-shares.ts';
import type { FromForwarder } from './messages.ts';
import { PersistenceAuthority } from './persistence-authority.ts';
import { TrafficTotals } from './traffic-totals.ts';

const SHARES_INTERVAL_MS = 200;

export interface SharedFactsOptions {
  onProblem: (problem: EngineProblem) => void;
  /** Of all generations. */
  forwarders: () => readonly Forwarder[];
}

/** What belongs to no single forwarder and outlives them: traffic totals, limits and who belongs to which member. */
export class SharedFacts {
  readonly #options: SharedFactsOptions;
  readonly #totals = new TrafficTotals();
  readonly #shares = new LimitShares();
  readonly #persistence = new PersistenceAuthority();
  readonly #sharesTimer: NodeJS.Timeout;

  constructor(options: SharedFactsOptions) {
    this.#options = options;
    this.#sharesTimer = setInterval(() => this.#divide(), SHARES_INTERVAL_MS);
  }

  counters(): ListenerCounters[] {
    return this.#totals.read();
  }

  countersOf(listenerId: string): ListenerCounters | undefined {
    return this.#totals.readOne(listenerId);
  }

  receive(forwarder: Forwarder, message: FromForwarder): void {
    switch (message.kind) {
      case 'beat':
        this.#totals.add(forwarder.id, message.traffic);
        this.#shares.note(forwarder.id, message.usage);
        break;
      case 'problem':
        this.#options.onProblem(message.problem);
        break;
      case 'activity':
        this.#persistence.note(forwarder.id, message.changes);
        break;
      case 'settle':
        this.#settle(forwarder, message);
        break;
    }
  }

  set(listeners: ReadonlyMap<string, ListenerState>): void {
    this.#persistence.configure(listeners);
  }

  /** `present` are those that are left. */
  remove(listenerIds: Iterable<string>, present: ReadonlyMap<string, unknown>): void {
    this.#persistence.remove(listenerIds);
    this.#totals.keepOnly(present);
  }

  ended(forwarder: Forwarder): void {
    this.#totals.ended(forwarder.id);
    this.#shares.ended(forwarder.id);
    this.#persistence.ended(forwarder.id);
  }

  stop(): void {
    clearInterval(this.#sharesTimer);
  }

  #settle(from: Forwarder, { call, listenerId, client, proposed, unfit }: Extract<FromForwarder, { kind: 'settle' }>): void {
    const memberId = this.#persistence.settle(listenerId, client, proposed, unfit);
    from.send({ kind: 'settled', call, memberId });
    if (unfit === undefined) {
      return;
    }
    for (const forwarder of this.#options.forwarders()) {
      if (forwarder !== from) {
        forwarder.send({ kind: 'assigned', listenerId, client, memberId });
      }
    }
  }

  #divide(): void {
    const forwarders = this.#options.forwarders();
    const changes = this.#shares.changes(forwarders.map((forwarder) => forwarder.id));
    for (const forwarder of forwarders) {
      const shares = changes.get(forwarder.id);
      if (shares) {
        forwarder.send({ kind: 'shares', even: 1 / forwarders.length, shares });
      }
    }
  }
}
