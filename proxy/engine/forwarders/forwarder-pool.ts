import type { Log } from '#proxy/log.ts';
import type {
  ApplyError,
  ApplyResult,
  ConnectionEffect,
  EngineProblem,
  ListenerCounters,
  ListenerRouting,
  PlanChange,
  ReloadableEngine,
  ServedBy,
} from '../engine.ts';
import { EffectSums } from './effect-sums.ts';
import { EngineState, isSamePort } from './engine-state.ts';
import type { Applied, Forwarder } from './forwarder.ts';
import { Generations } from './generations.ts';
import type { FromForwarder } from './messages.ts';
import { PendingChanges } from './pending-changes.ts';
import { Repairs } from './repairs.ts';
import { SharedFacts } from './shared-facts.ts';
import { UdpPlacement } from './udp-placement.ts';

/** How long the first listeners wait for all forwarders, once one is there. */
const START_MS_MAX = 3000;
/** How long a change waits for the connections of forwarders that do not matter for its success to be counted. */
const COUNT_MS_MAX = 1000;

const NOTHING: PlanChange = { set: new Map(), remove: new Set(), limits: new Map() };
const ALL_ENDED: ApplyError = {
  code: 'ApplyFailed',
  message: 'The forwarder processes ended while the listener was opened; it is tried again.',
};

export interface ForwarderPoolOptions {
  /** Forwarder processes of a generation. */
  count: number;
  /** What connections get at a reload before they are cut. */
  reloadDrainMs: number;
  log: Log;
  onProblem: (problem: EngineProblem) => void;
  /** See there, engine.ts. */
  hints?: readonly string[];
}

/**
 * The engine of a worker with several cores: forwarder processes move the bytes, this process tells them what to do.
 * A TCP listener is open in all of them, on one socket that they share, and each accepts by itself. A UDP listener is open
 * in one of them, which keeps it, so that a flow stays where it is.
 */
export class ForwarderPool implements ReloadableEngine {
  readonly name = 'userspace';
  readonly #hints: readonly string[];
  readonly #state = new EngineState();
  readonly #udp = new UdpPlacement();
  readonly #facts: SharedFacts;
  readonly #repairs: Repairs;
  readonly #generations: Generations;
  readonly #pending = new PendingChanges();
  #effects = new EffectSums();
  readonly #started: Promise<unknown>;
  readonly #closed = withResolver();
  /** Applying and switching to a new generation never overlap. */
  #lastTurn: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor({ count, reloadDrainMs, log, onProblem, hints = [] }: ForwarderPoolOptions) {
    this.#hints = hints;
    this.#facts = new SharedFacts({ onProblem, forwarders: () => this.#everyone() });
    this.#repairs = new Repairs({
      retry: async (forwarder, ids) => {
        const missing = ids.filter((id) => this.#isCarriedBy(id, forwarder));
        return (await this.#carry(forwarder, this.#state.changeFor(missing)))?.results ?? null;
      },
      onProblem: (listenerId, reason) => onProblem({ listenerId, reason }),
    });
    this.#generations = new Generations({
      count,
      reloadDrainMs,
      log,
      stateFor: () => this.#state.changeFor(this.#idsOf('tcp')),
      onServing: (forwarder, results) => this.#serves(forwarder, results),
      onMessage: (forwarder, message) => this.#receive(forwarder, message),
      onEnded: (forwarder) => this.#ended(forwarder),
      onSwitch: (from) => this.#inTurn(() => this.#succeed(from.told)),
    });
    const { current } = this.#generations;
    this.#started = current.serving(1).then(() => Promise.race([current.serving(count), after(START_MS_MAX)]));
  }

  async apply(change: PlanChange): Promise<ApplyResult[]> {
    return this.#pending.run(change, async (current) => {
      await Promise.race([this.#started, this.#closed.promise]);
      return this.#inTurn(() => this.#apply(current));
    });
  }

  hints(): readonly string[] {
    return this.#hints;
  }

  servedBy(): ServedBy {
    return { engine: 'userspace', reason: null };
  }

  effects(): ReadonlyMap<string, ConnectionEffect> {
    return this.#effects.read();
  }

  route(changes: ReadonlyMap<string, ListenerRouting>): void {
    this.#pending.route(changes);
    this.#state.route(changes);
    for (const forwarder of this.#everyone()) {
      forwarder.send({ kind: 'route', changes });
    }
  }

  counters(): ListenerCounters[] {
    return this.#facts.counters();
  }

  countersOf(listenerId: string): ListenerCounters | undefined {
    return this.#facts.countersOf(listenerId);
  }

  async settled(): Promise<void> {
    await Promise.all(this.#everyone().map((forwarder) => forwarder.flush()));
  }

  /** New processes with the code that is on disk now take over; nothing is closed or cut for it. */
  async reload(): Promise<void> {
    await this.#generations.reload();
  }

  async close(drainMs: number): Promise<void> {
    this.#isClosed = true;
    this.#closed.resolve();
    this.#repairs.stop();
    this.#facts.stop();
    await this.#generations.close(drainMs);
  }

  /**
   * 1. Ports that are not wanted any more are closed everywhere before any is opened, so that listeners can swap ports.
   * 2. Everybody who carries a listener is told what is new of it.
   * 3. A port that one forwarder could not open is closed by the others and reported; one that was in force before stays so.
   */
  async #apply(change: PlanChange): Promise<ApplyResult[]> {
    await Promise.race([this.#generations.current.serving(1), this.#closed.promise]);
    if (this.#isClosed) {
      return [];
    }
    this.#effects = new EffectSums();
    await this.#close(this.#portsToClose(change));
    const isNew = new Set([...change.set.keys()].filter((id) => !this.#state.listeners.has(id)));
    this.#state.set(change);
    this.#facts.set(change.set);
    for (const [id, { plan }] of change.set) {
      if (plan.protocol === 'udp' && this.#udp.owners.get(id) === undefined) {
        this.#udp.owners.assign(id, this.#generations.current.told);
      }
    }
    const errors = await this.#tell(change, isNew);
    await this.#close([...isNew].filter((id) => errors.has(id)));
    return [...change.set.keys()].map((listenerId) => {
      const error = errors.get(listenerId);
      return error ? { listenerId, error } : { listenerId };
    });
  }

  #portsToClose(change: PlanChange): string[] {
    const moved = [...change.set].flatMap(([id, { plan }]) => {
      const before = this.#state.listeners.get(id);
      return before && !isSamePort(before.plan, plan) ? [id] : [];
    });
    return [...change.remove, ...moved];
  }

  /** Resolves when the ports are free. */
  async #close(listenerIds: readonly string[]): Promise<void> {
    if (listenerIds.length === 0) {
      return;
    }
    this.#state.remove(listenerIds);
    this.#repairs.drop(listenerIds);
    this.#udp.remove(listenerIds);
    const change = { ...NOTHING, remove: new Set(listenerIds) };
    const effects = this.#effects;
    await Promise.all(this.#everyone().map(async (forwarder) => effects.add(await forwarder.apply(change))));
    this.#facts.remove(listenerIds, this.#state.listeners);
  }

  /**
   * The errors that count: of new listeners, any; of others, none but those that all forwarders have. For a forwarder that is
   * still starting or only finishing nobody waits longer than it takes to count its connections.
   */
  async #tell(change: PlanChange, isNew: ReadonlySet<string>): Promise<Map<string, ApplyError>> {
    const errors = new Map<string, ApplyError>();
    const carried = new Set<string>();
    const effects = this.#effects;
    const count = async (answer: Promise<Applied | null>) => effects.add(await answer);
    const beside = this.#generations.finishing().map((forwarder) => count(forwarder.apply({ ...change, remove: NOTHING.remove })));
    const told = this.#generations.told().map(async (forwarder) => {
      const set = new Map([...change.set].filter(([id]) => this.#isCarriedBy(id, forwarder)));
      const isServing = this.#generations.current.isServing(forwarder);
      const answer = this.#carry(forwarder, { ...change, remove: NOTHING.remove, set }, isServing ? isNew : undefined);
      if (!isServing) {
        beside.push(count(answer));
        return;
      }
      const applied = await answer;
      effects.add(applied);
      for (const { listenerId, error } of applied?.results ?? []) {
        if (error) {
          errors.set(listenerId, error);
        } else {
          carried.add(listenerId);
        }
      }
    });
    await Promise.all(told);
    if (beside.length > 0) {
      await Promise.race([Promise.all(beside), after(COUNT_MS_MAX)]);
    }
    for (const id of change.set.keys()) {
      if (!isNew.has(id) && carried.has(id)) {
        errors.delete(id);
      } else if (!carried.has(id) && !errors.has(id)) {
        errors.set(id, ALL_ENDED);
      }
    }
    return errors;
  }

  /** Errors of listeners that are not new are the forwarder's own trouble, and repaired. */
  async #carry(forwarder: Forwarder, change: PlanChange, isNew: ReadonlySet<string> = new Set()): Promise<Applied | null> {
    const succeeding = this.#udp.succeeded(change.set.keys(), forwarder);
    const applied = await forwarder.apply(change, succeeding);
    if (applied === null) {
      return null;
    }
    this.#repairs.note(
      forwarder,
      applied.results.filter(({ listenerId }) => !isNew.has(listenerId)),
    );
    if (succeeding.size > 0) {
      await this.#udp.inform(forwarder, succeeding);
    }
    return applied;
  }

  #everyone(): readonly Forwarder[] {
    return [...this.#generations.told(), ...this.#generations.finishing()];
  }

  #isCarriedBy(listenerId: string, forwarder: Forwarder): boolean {
    const plan = this.#state.listeners.get(listenerId)?.plan;
    return plan !== undefined && (plan.protocol === 'tcp' || this.#udp.owners.get(listenerId) === forwarder);
  }

  #idsOf(protocol: 'tcp' | 'udp'): string[] {
    return [...this.#state.listeners].filter(([, { plan }]) => plan.protocol === protocol).map(([id]) => id);
  }

  #receive(forwarder: Forwarder, message: FromForwarder): void {
    if (message.kind === 'flows-ended') {
      this.#udp.flowsEnded(forwarder, message.listenerId, message.keys);
    } else {
      this.#facts.receive(forwarder, message);
    }
  }

  /** It carries all of TCP. UDP listeners have no owner only after all forwarders have ended. */
  #serves(forwarder: Forwarder, results: ApplyResult[]): void {
    this.#repairs.note(forwarder, results);
    void this.#moveUdp(this.#idsOf('udp').filter((id) => this.#udp.owners.get(id) === undefined));
  }

  /** Its connections are gone; its UDP listeners go on in others, at once. */
  #ended(forwarder: Forwarder): void {
    this.#facts.ended(forwarder);
    this.#repairs.ended(forwarder);
    const left = this.#udp.ended(forwarder);
    if (!this.#isClosed) {
      void this.#moveUdp(left);
    }
  }

  /** New forwarders take over from these, which keep the flows that they have. */
  async #succeed(forwarders: readonly Forwarder[]): Promise<void> {
    for (const forwarder of forwarders) {
      this.#repairs.ended(forwarder);
    }
    await this.#moveUdp(forwarders.flatMap((forwarder) => this.#udp.hold(forwarder)));
  }

  /** To forwarders that take new traffic. */
  async #moveUdp(listenerIds: readonly string[]): Promise<void> {
    const takers = new Map<Forwarder, string[]>();
    for (const id of listenerIds) {
      const taker = this.#udp.owners.assign(id, this.#generations.current.told);
      if (taker) {
        takers.set(taker, [...(takers.get(taker) ?? []), id]);
      }
    }
    await Promise.all([...takers].map(([taker, ids]) => this.#carry(taker, this.#state.changeFor(ids))));
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(task, task);
    this.#lastTurn = turn;
    return turn;
  }
}

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
