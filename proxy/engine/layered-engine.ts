import { type Log, messageOf } from '#proxy/log.ts';
import type {
  ApplyError,
  ApplyResult,
  ConnectionEffect,
  ListenerCounters,
  ListenerPlan,
  ListenerRouting,
  PlanChange,
  ReloadableEngine,
  ServedBy,
} from './engine.ts';
import { EffectSums } from './forwarders/effect-sums.ts';
import { isSamePort, type ListenerState } from './forwarders/engine-state.ts';
import { PendingChanges } from './forwarders/pending-changes.ts';
import { add, copyOf } from './forwarders/traffic-arithmetic.ts';
import type { KernelLayer } from './nftables/kernel-layer.ts';
import type { Host } from './nftables/preflight.ts';

/** The host of the kernel, as others have set it up and may set it up anew; see nftables/preflight.ts. */
export type WatchedHost = Pick<Host, 'hints' | 'lookAgain' | 'watch' | 'watchTable' | 'stop'>;

/**
 * Userspace behind the kernel (decision 34). Userspace has every listener open, as if it were alone; in front of those that
 * the kernel can serve stand rules that send new connections on before they reach the socket. So a port that is taken is
 * found as ever, who deletes the rules cuts nothing, and a listener goes from one engine to the other by one element.
 */
export class LayeredEngine implements ReloadableEngine {
  readonly name = 'nftables';
  readonly #userspace: ReloadableEngine;
  readonly #kernel: KernelLayer;
  readonly #host: WatchedHost;
  readonly #log: Log;
  readonly #pending = new PendingChanges();
  /** What userspace has opened, as it was told. */
  readonly #opened = new Map<string, ListenerPlan>();
  #started: Promise<void> | null = null;
  #effects: ReadonlyMap<string, ConnectionEffect> = new Map();
  /** What is told to the kernel never overlaps. */
  #lastTurn: Promise<unknown> = Promise.resolve();
  #isTableWatched = false;
  #isClosed = false;

  constructor({ userspace, kernel, host, log }: { userspace: ReloadableEngine; kernel: KernelLayer; host: WatchedHost; log: Log }) {
    this.#userspace = userspace;
    this.#kernel = kernel;
    this.#host = host;
    this.#log = log;
    const onFailure = (error: unknown) => this.#failed(error);
    host.watch({ onChange: () => void this.#reconsider().catch(onFailure), onFailure });
  }

  hints(): readonly string[] {
    return [...this.#host.hints(), ...this.#userspace.hints()];
  }

  servedBy(listenerId: string): ServedBy {
    return this.#kernel.servedBy(listenerId);
  }

  /**
   * 1. Userspace opens and closes its ports, and says which it could not open.
   * 2. The kernel gets all of the change in one transaction, but for what could not be opened, which it must not serve.
   * Nothing is told to the kernel before userspace, removals neither: a port that goes from one listener to another would
   * refuse clients in between, and what waits to be accepted on a socket that closes is reset, while what the kernel
   * forwards until then is an open connection of the listener and is treated as its plan says.
   */
  async apply(change: PlanChange): Promise<ApplyResult[]> {
    return this.#pending.run(change, async (current) => {
      const results = await this.#userspace.apply(current);
      // If the kernel cannot be programmed now, clients are served all the same.
      await this.#start();
      await this.#inTurn(async () => {
        await this.#kernel.apply(this.#withoutClosed(current, results));
        const sums = new EffectSums();
        sums.add({ effects: this.#userspace.effects() });
        sums.add({ effects: this.#kernel.effects() });
        this.#effects = sums.read();
        this.#watchTable();
      });
      return results;
    });
  }

  effects(): ReadonlyMap<string, ConnectionEffect> {
    return this.#effects;
  }

  /** The kernel first: it has most of the traffic. */
  route(changes: ReadonlyMap<string, ListenerRouting>): void {
    this.#pending.route(changes);
    this.#kernel.route(changes);
    this.#userspace.route(changes);
  }

  counters(): ListenerCounters[] {
    const sums = new Map(this.#userspace.counters().map((counters) => [counters.listenerId, counters]));
    for (const counters of this.#kernel.counters()) {
      sums.set(counters.listenerId, sumOf(sums.get(counters.listenerId), counters));
    }
    return [...sums.values()];
  }

  countersOf(listenerId: string): ListenerCounters | undefined {
    const behind = this.#userspace.countersOf(listenerId);
    const kernel = this.#kernel.countersOf(listenerId);
    return kernel ? sumOf(behind, kernel) : behind;
  }

  async settled(): Promise<void> {
    await Promise.all([this.#kernel.settled(), this.#userspace.settled()]);
  }

  async reload(): Promise<void> {
    const lookAgain = async () => {
      await this.#host.lookAgain();
      await this.#reconsider();
    };
    await Promise.all([lookAgain(), this.#userspace.reload()]);
  }

  /** The rules stay in force, so that clients are served while no worker is there; see decision 34. */
  async close(drainMs: number): Promise<void> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#host.stop();
      this.#sayWhatStays();
    }
    await Promise.all([this.#kernel.close(), this.#userspace.close(drainMs)]);
  }

  /** Before the start there is nothing that was decided. */
  async #reconsider(): Promise<void> {
    if (this.#started !== null) {
      await this.#inTurn(() => this.#kernel.reconsider());
      this.#watchTable();
    }
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(task, task);
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }

  /** Nobody needs to be told of a table that was never made. */
  #watchTable(): void {
    if (!this.#isClosed && !this.#isTableWatched && this.#inKernel().length > 0) {
      this.#isTableWatched = true;
      this.#host.watchTable(() => void this.#kernel.settled().catch((error) => this.#failed(error)));
    }
  }

  #inKernel(): string[] {
    return [...this.#opened.keys()].filter((id) => this.#kernel.servedBy(id).engine === 'nftables');
  }

  #failed(error: unknown): void {
    this.#log.error('kernel:not-looked-at', { reason: messageOf(error) });
  }

  #sayWhatStays(): void {
    const listeners = this.#inKernel().length;
    if (listeners > 0) {
      const reason = 'the kernel goes on serving them; npm run proxy -- --flush ends that';
      this.#log.info('kernel:left-in-force', { listeners, reason });
    }
  }

  /** A failure is the apply's, and whoever asked for that tries again. */
  async #start(): Promise<void> {
    this.#started ??= this.#kernel.start();
    try {
      await this.#started;
    } catch (error) {
      this.#started = null;
      throw error;
    }
  }

  /** Without a result, nothing was done: userspace is being closed. */
  #withoutClosed({ set, remove, limits }: PlanChange, results: readonly ApplyResult[]): PlanChange {
    const open: [string, ListenerState][] = [];
    const closed = new Set(remove);
    for (const { listenerId, error } of results) {
      const state = set.get(listenerId);
      if (state && (error === undefined || this.#isStillOurs(state.plan, error))) {
        this.#opened.set(listenerId, state.plan);
        open.push([listenerId, state]);
      } else {
        closed.add(listenerId);
      }
    }
    for (const id of closed) {
      this.#opened.delete(id);
    }
    return { set: new Map(open), remove: closed, limits };
  }

  /** Its forwarders ended, and the kernel needs none of them. Who else has taken the port meanwhile is named at the next try. */
  #isStillOurs(plan: ListenerPlan, error: ApplyError): boolean {
    const before = this.#opened.get(plan.id);
    return error.code === 'ApplyFailed' && before !== undefined && isSamePort(before, plan);
  }
}

function sumOf(one: ListenerCounters | undefined, other: ListenerCounters): ListenerCounters {
  const sum = copyOf(other);
  if (one) {
    add(sum, one);
  }
  return sum;
}
