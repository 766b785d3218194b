import { readFile } from 'node:fs/promises';
import { type Log, messageOf } from '#proxy/log.ts';
import type { ConnectionEffect, ListenerCounters, ListenerRouting, LoadBalancerLimits, PlanChange, ServedBy } from '../engine.ts';
import type { ListenerState } from '../membership.ts';
import { type LeftInForce, readLeftInForce } from './adoption.ts';
import type { Conntrack } from './conntrack.ts';
import type { KernelLayer } from './kernel-layer.ts';
import { KernelListener } from './kernel-listener.ts';
import { KernelTraffic, readTable } from './kernel-traffic.ts';
import { MarkNumbers, markText, OURS, OURS_MASK } from './marks.ts';
import type { Nft } from './nft.ts';
import { keyOf } from './ruleset/listener-rules.ts';
import { skeleton, TABLE } from './ruleset/table.ts';
import { TableState } from './ruleset/table-state.ts';
import { SlotRanges } from './slot-ranges.ts';
import { type EngineSetting, type HostFacts, whyNotKernel } from './why-not.ts';

/** Between two looks at counters and connections: at least so long, and so many times as long as the last one took. */
const LOOK_INTERVAL_MS = 5000;
const LOOK_PAUSE_FACTOR = 50;
/** What an earlier process has left in force and no plan has named this long after the last part of the first one is taken away. */
const SWEEP_MS = 10_000;
/** With more connections on this host, effects of a change are told from the last look instead of a new count. */
const COUNT_AT_ONCE_MAX = 20_000;
const EARLIER = 'an earlier process';
const OURS_FILTER = { mark: OURS, mask: OURS_MASK };

export interface KernelEngineOptions {
  nft: Nft;
  conntrack: Conntrack;
  host: HostFacts;
  nodeId: string;
  engineSetting: EngineSetting;
  hints: readonly string[];
  log: Log;
  /** The kernel took up or gave up listeners without having been told so. */
  onServedByChanged: (listenerIds: readonly string[]) => void;
}

/**
 * Programs the kernel: one table, changed by transactions of what differs. Everything is desired state, so a table that
 * somebody has flushed is made again, and one that an earlier process has left is taken over.
 */
export class KernelEngine implements KernelLayer {
  readonly #options: KernelEngineOptions;
  readonly #table = new TableState();
  readonly #traffic = new KernelTraffic();
  readonly #numbers = new MarkNumbers();
  readonly #slots = new SlotRanges();
  readonly #listeners = new Map<string, KernelListener>();
  readonly #limits = new Map<string, LoadBalancerLimits>();
  readonly #servedBy = new Map<string, ServedBy>();
  /** Routings that were told of listeners, with their plans. */
  readonly #states = new Map<string, ListenerState>();
  readonly #dirty = new Set<string>();
  #effects = new Map<string, ConnectionEffect>();
  #current: ReadonlyMap<number, number> = new Map();
  #isSetUp = false;
  #lastTurn: Promise<unknown> = Promise.resolve();
  #waitingFlush: Promise<void> | null = null;
  #lookTimer: NodeJS.Timeout | undefined;
  #sweepTimer: NodeJS.Timeout | undefined;
  #hasLeftOvers = false;
  #isClosed = false;

  constructor(options: KernelEngineOptions) {
    this.#options = options;
  }

  /** Takes over what an earlier process has left in force. */
  async start(): Promise<void> {
    await this.#inTurn(() => this.#adopt());
    this.#lookLater(LOOK_INTERVAL_MS);
  }

  async apply({ set, remove, limits }: PlanChange): Promise<void> {
    this.#effects = new Map();
    for (const [id, limit] of limits) {
      this.#limits.set(id, limit);
    }
    const wasThere = [...set.keys(), ...remove].some((id) => (this.#listeners.get(id)?.marks().length ?? 0) > 0);
    const current = wasThere ? await this.#countNow() : this.#current;
    for (const id of remove) {
      this.#states.delete(id);
      this.#servedBy.delete(id);
      this.#note(id, current, (listener) => listener.remove());
    }
    for (const [id, state] of set) {
      this.#states.set(id, state);
      const why = whyNotKernel(state.plan, this.#options.host, this.#options.engineSetting === 'nftables');
      this.#servedBy.set(id, why === null ? { engine: 'nftables', reason: null } : { engine: 'userspace', reason: why });
      this.#note(id, current, (listener) => listener.update(state, this.#limits.get(state.plan.loadBalancerId), why === null));
    }
    await this.#flush();
    if (this.#hasLeftOvers) {
      this.#sweepLater();
    }
  }

  route(changes: ReadonlyMap<string, ListenerRouting>): void {
    for (const [id, routing] of changes) {
      const plan = this.#states.get(id)?.plan;
      const listener = this.#listeners.get(id);
      if (plan && listener) {
        const state = { plan, routing };
        this.#states.set(id, state);
        listener.update(state, this.#limits.get(plan.loadBalancerId), listener.isServed);
        this.#dirty.add(id);
      }
    }
    void this.#flush();
  }

  servedBy(listenerId: string): ServedBy {
    return this.#servedBy.get(listenerId) ?? { engine: 'userspace', reason: null };
  }

  effects(): ReadonlyMap<string, ConnectionEffect> {
    return this.#effects;
  }

  counters(): ListenerCounters[] {
    return this.#traffic.counters();
  }

  countersOf(listenerId: string): ListenerCounters | undefined {
    return this.#traffic.countersOf(listenerId);
  }

  async settled(): Promise<void> {
    await this.#flush();
    await this.#inTurn(() => this.#look(false));
  }

  async reconsider(): Promise<void> {
    await this.apply({ set: new Map(this.#states), remove: new Set(), limits: new Map() });
    this.#options.onServedByChanged([...this.#states.keys()]);
  }

  hints(): readonly string[] {
    return this.#options.hints;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#lookTimer);
    clearTimeout(this.#sweepTimer);
    for (const listener of this.#listeners.values()) {
      listener.stop();
    }
    await this.#lastTurn;
  }

  /** Changes one listener, and notes what that did to its connections. */
  #note(id: string, current: ReadonlyMap<number, number>, change: (listener: KernelListener) => number[]): void {
    const listener = this.#listener(id);
    const before = listener.marks();
    const cut = sumOf(change(listener), current);
    if (before.length > 0) {
      this.#effects.set(id, { kept: Math.max(0, sumOf(before, current) - cut), cut });
    }
    this.#dirty.add(id);
  }

  #listener(id: string): KernelListener {
    let listener = this.#listeners.get(id);
    if (!listener) {
      const due = () => {
        this.#dirty.add(id);
        void this.#flush();
      };
      listener = new KernelListener({ id, numbers: this.#numbers, slots: this.#slots, traffic: this.#traffic, onDue: due });
      this.#listeners.set(id, listener);
    }
    return listener;
  }

  /** Resolves when all that is dirty now is in force, or userspace has what cannot be. */
  #flush(): Promise<void> {
    this.#waitingFlush ??= this.#inTurn(async () => {
      this.#waitingFlush = null;
      const ids = [...this.#dirty];
      this.#dirty.clear();
      await this.#commit(ids);
    });
    return this.#waitingFlush;
  }

  async #commit(ids: readonly string[]): Promise<void> {
    if (this.#isClosed || ids.length === 0) {
      return;
    }
    const keys = new Map(ids.map((id) => [id, this.#want(id)]));
    const all = new Set([...keys.values()].flatMap((some) => [...some]));
    if (!(await this.#tryRun(all)) && !(await this.#setUpAnew())) {
      await this.#commitEach(keys);
    }
    await this.#forgetFlows(ids);
    this.#dropGone(ids);
  }

  #want(id: string): Set<string> {
    const listener = this.#listeners.get(id);
    const plan = listener?.plan;
    this.#traffic.place(id, plan && listener.isServed ? keyOf(plan).replaceAll(' . ', ' ') : null);
    return this.#table.want(id, listener?.items() ?? []);
  }

  /** One after the other; the kernel's no is the reason why userspace serves that one. */
  async #commitEach(keys: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
    const refused: string[] = [];
    for (const [id, some] of keys) {
      if (await this.#tryRun(some, (reason) => this.#servedBy.set(id, { engine: 'userspace', reason }))) {
        continue;
      }
      refused.push(id);
      const state = this.#states.get(id);
      if (state) {
        this.#listener(id).update(state, this.#limits.get(state.plan.loadBalancerId), false);
      }
      await this.#tryRun(new Set([...some, ...this.#want(id)]));
    }
    if (refused.length > 0) {
      this.#options.onServedByChanged(refused);
    }
  }

  /** False: the kernel has refused all of it. */
  async #tryRun(keys: ReadonlySet<string>, onRefused: (reason: string) => void = () => {}): Promise<boolean> {
    const lines = this.#table.script(keys);
    if (lines.length === 0) {
      this.#table.done(keys);
      return true;
    }
    const script = [...(this.#isSetUp ? [] : skeleton(this.#options.nodeId)), ...lines].join('\n');
    try {
      await this.#options.nft.run(`${script}\n`);
      this.#isSetUp = true;
      this.#table.done(keys);
      return true;
    } catch (error) {
      this.#options.log.error('kernel:refused', { reason: messageOf(error) });
      onRefused(`The kernel refused its rules: ${messageOf(error)}`);
      return false;
    }
  }

  /** If the table is gone: makes it again, whole. Returns whether that was so and is mended. */
  async #setUpAnew(): Promise<boolean> {
    if (this.#isSetUp && (await this.#options.nft.list('chain', TABLE, 'traffic')) !== null) {
      return false;
    }
    this.#options.log.warn('kernel:lost', { effect: 'somebody has deleted the table of this product; it is made again' });
    this.#isSetUp = false;
    this.#table.want(EARLIER, []);
    return this.#tryRun(this.#table.lost());
  }

  /** Flows that have to leave their server do so with their next datagram. */
  async #forgetFlows(ids: readonly string[]): Promise<void> {
    const marks = ids.flatMap((id) => this.#listeners.get(id)?.takeFlush() ?? []);
    await this.#forget(marks, 'udp');
  }

  async #forget(marks: readonly number[], protocol?: 'udp'): Promise<void> {
    try {
      await this.#options.conntrack.delete(marks, protocol);
    } catch (error) {
      this.#options.log.error('kernel:flows-kept', { reason: messageOf(error) });
    }
  }

  #dropGone(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.#listeners.get(id)?.isGone) {
        this.#listeners.delete(id);
      }
    }
  }

  #lookLater(inMs: number): void {
    clearTimeout(this.#lookTimer);
    if (!this.#isClosed) {
      this.#lookTimer = setTimeout(() => void this.#lookAndGoOn(), inMs);
    }
  }

  async #lookAndGoOn(): Promise<void> {
    const startedAt = performance.now();
    await this.#inTurn(() => this.#look(true));
    this.#lookLater(Math.max(LOOK_INTERVAL_MS, LOOK_PAUSE_FACTOR * (performance.now() - startedAt)));
  }

  /** Counters, and with `isWhole` open connections too; notices a table that is gone. */
  async #look(isWhole: boolean): Promise<void> {
    if (!this.#isSetUp || this.#isClosed) {
      return;
    }
    try {
      const reading = await readTable(this.#options.nft);
      if (reading === null) {
        await this.#setUpAnew();
        return;
      }
      const countedAt = performance.now();
      const current = isWhole ? await this.#options.conntrack.count(OURS_FILTER) : null;
      this.#traffic.take({ ...reading, current });
      if (current) {
        this.#current = current;
        await this.#settle(current, countedAt);
        await this.#forgetCounters(reading.traffic);
      }
    } catch (error) {
      this.#options.log.error('kernel:not-read', { reason: messageOf(error) });
    }
  }

  async #settle(current: ReadonlyMap<number, number>, countedAt: number): Promise<void> {
    const silent: number[] = [];
    const changed: string[] = [];
    for (const [id, listener] of this.#listeners) {
      if (listener.hasLeavers) {
        silent.push(...listener.settle(current, countedAt));
        changed.push(id);
      }
    }
    await this.#forget(silent);
    await this.#commit(changed);
  }

  /** Counters of marks that are in use no more. */
  async #forgetCounters(counted: ReadonlyMap<number, unknown>): Promise<void> {
    const used = new Set([...this.#listeners.values()].flatMap((listener) => listener.marks()));
    const stale = [...counted.keys()].filter((mark) => !used.has(mark));
    for (const direction of stale.length > 0 ? ['original', 'reply'] : []) {
      const elements = stale.map((mark) => `${markText(mark)} . ${direction}`).join(', ');
      // It may have counted in one direction only.
      await this.#options.nft.run(`delete element ${TABLE} traffic { ${elements} }\n`).catch(() => {});
    }
  }

  async #adopt(): Promise<void> {
    const objects = await this.#options.nft.list('table', TABLE);
    if (objects === null) {
      return;
    }
    const left = readLeftInForce(objects, this.#options.nodeId);
    if (left === null) {
      this.#options.log.warn('kernel:replaced', { effect: 'a table of another version was in force; its rules are made anew' });
      await this.#options.nft.run(`delete table ${TABLE}\n${skeleton(this.#options.nodeId).join('\n')}\n`);
    } else {
      await this.#options.nft.run(`${skeleton(this.#options.nodeId).join('\n')}\n`);
      this.#takeOver(left);
    }
    this.#isSetUp = true;
    const reading = await readTable(this.#options.nft);
    if (reading) {
      this.#traffic.baseline({ ...reading, current: null });
    }
  }

  #takeOver({ items, marks, strays, lastSlot }: LeftInForce): void {
    this.#table.adopt(EARLIER, items);
    this.#slots.leave(lastSlot);
    for (const mark of strays) {
      this.#numbers.reserve(mark);
    }
    for (const { mark, listenerId, memberId } of marks) {
      this.#listener(listenerId).adopt(mark, memberId);
    }
    this.#hasLeftOvers = true;
    this.#options.log.info('kernel:adopted', { listeners: this.#listeners.size });
  }

  /** The first plan comes in parts; when no more of it comes, what it does not name is wanted no more. */
  #sweepLater(): void {
    clearTimeout(this.#sweepTimer);
    this.#sweepTimer = setTimeout(() => void this.#inTurn(() => this.#sweep()), SWEEP_MS);
  }

  async #sweep(): Promise<void> {
    if (this.#isClosed) {
      return;
    }
    this.#hasLeftOvers = false;
    const ids = [...this.#listeners].filter(([id]) => !this.#states.has(id)).map(([id]) => id);
    for (const id of ids) {
      this.#listeners.get(id)?.remove();
    }
    await this.#tryRun(this.#table.want(EARLIER, []));
    await this.#commit(ids);
  }

  /** Open connections by mark, counted now where that is quick. */
  async #countNow(): Promise<ReadonlyMap<number, number>> {
    try {
      const tracked = Number(await readFile('/proc/sys/net/netfilter/nf_conntrack_count', 'utf8'));
      if (tracked <= COUNT_AT_ONCE_MAX) {
        this.#current = await this.#options.conntrack.count(OURS_FILTER);
      }
    } catch (error) {
      this.#options.log.warn('kernel:not-counted', { reason: messageOf(error) });
    }
    return this.#current;
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#lastTurn.then(task, task);
    this.#lastTurn = turn.catch(() => {});
    return turn;
  }
}

function sumOf(marks: readonly number[], counts: ReadonlyMap<number, number>): number {
  return marks.reduce((sum, mark) => sum + (counts.get(mark) ?? 0), 0);
}
