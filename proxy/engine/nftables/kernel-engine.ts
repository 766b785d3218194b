import { type Log, messageOf } from '#proxy/log.ts';
import type { ConnectionEffect, ListenerCounters, ListenerRouting, PlanChange, ServedBy } from '../engine.ts';
import { Ceilings } from './ceilings.ts';
import type { Conntrack } from './conntrack.ts';
import { EngineChoice } from './engine-choice.ts';
import type { KernelLayer } from './kernel-layer.ts';
import { KernelListener } from './kernel-listener.ts';
import { KernelTable } from './kernel-table.ts';
import { KernelTraffic } from './kernel-traffic.ts';
import { KernelWatch } from './kernel-watch.ts';
import { MarkNumbers } from './marks.ts';
import type { Nft } from './nft.ts';
import type { Item } from './ruleset/table-state.ts';
import { SlotRanges } from './slot-ranges.ts';
import type { EngineSetting, HostFacts } from './why-not.ts';

/** What an earlier process has left in force and no plan has named this long after the last part of the first one is taken away. */
const SWEEP_MS = 10_000;

/** Marks that a listener had before a change, and those whose connections the change cuts. */
interface Note {
  id: string;
  before: readonly number[];
  cut: readonly number[];
}

export interface KernelEngineOptions {
  nft: Nft;
  conntrack: Conntrack;
  host: HostFacts;
  nodeId: string;
  engineSetting: EngineSetting;
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
  readonly #table: KernelTable;
  readonly #choice: EngineChoice;
  readonly #watch: KernelWatch;
  readonly #traffic = new KernelTraffic();
  readonly #numbers = new MarkNumbers();
  readonly #slots = new SlotRanges();
  readonly #listeners = new Map<string, KernelListener>();
  readonly #ceilings = new Ceilings();
  readonly #dirty = new Set<string>();
  /** Load balancers whose ceilings may be others. */
  readonly #dirtyCeilings = new Set<string>();
  #effects = new Map<string, ConnectionEffect>();
  #lastTurn: Promise<unknown> = Promise.resolve();
  #waitingFlush: Promise<void> | null = null;
  #sweepTimer: NodeJS.Timeout | undefined;
  #hasLeftOvers = false;
  #isClosed = false;

  constructor(options: KernelEngineOptions) {
    this.#options = options;
    this.#table = new KernelTable(options);
    this.#choice = new EngineChoice({ host: options.host, setting: options.engineSetting });
    this.#watch = new KernelWatch({
      ...options,
      traffic: this.#traffic,
      isSetUp: () => this.#table.isSetUp,
      made: () => this.#table.made,
      onLost: () => this.#inTurn(async () => void (await this.#table.repair())),
      onCounted: (current, countedAt) => this.#inTurn(() => this.#counted(current, countedAt)),
    });
  }

  async start(): Promise<void> {
    await this.#inTurn(() => this.#adopt());
    this.#watch.start();
  }

  async apply(change: PlanChange): Promise<void> {
    await this.#change(change);
    if (this.#hasLeftOvers) {
      this.#sweepLater();
    }
  }

  route(changes: ReadonlyMap<string, ListenerRouting>): void {
    for (const [id, routing] of changes) {
      const plan = this.#choice.states.get(id)?.plan;
      if (plan) {
        this.#choice.route(id, { plan, routing });
        this.#listeners.get(id)?.route({ plan, routing });
        this.#dirty.add(id);
      }
    }
    void this.#flush();
  }

  servedBy(listenerId: string): ServedBy {
    return this.#choice.servedBy(listenerId);
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
    await this.#watch.look(false);
  }

  async reconsider(): Promise<void> {
    this.#choice.forgetRefusals();
    await this.#change({ set: new Map(this.#choice.states), remove: new Set(), limits: new Map() });
    this.#options.onServedByChanged([...this.#choice.states.keys()]);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#sweepTimer);
    for (const listener of this.#listeners.values()) {
      listener.stop();
    }
    await this.#watch.stop();
    await this.#lastTurn;
  }

  async #change({ set, remove, limits }: PlanChange): Promise<void> {
    const touched: string[] = [];
    const notes: Note[] = [];
    for (const id of remove) {
      touched.push(...this.#choice.remove(id));
      notes.push(this.#note(id, (listener) => listener.remove()));
    }
    // The last listener of a load balancer takes its limits along.
    this.#choice.setLimits(limits);
    for (const [id, state] of set) {
      touched.push(...this.#choice.set(id, state));
    }
    const others: string[] = [];
    for (const loadBalancerId of new Set(touched)) {
      this.#dirtyCeilings.add(loadBalancerId);
      for (const [id, choice] of this.#choice.decide(loadBalancerId)) {
        if (set.has(id)) {
          notes.push(this.#note(id, (listener) => listener.update(choice)));
        } else if (choice.isNew) {
          this.#note(id, (listener) => listener.update(choice));
          others.push(id);
        }
      }
    }
    this.#effects = await this.#effectsOf(notes, () => this.#flush());
    if (others.length > 0) {
      this.#options.onServedByChanged(others);
    }
  }

  #note(id: string, change: (listener: KernelListener) => number[]): Note {
    const listener = this.#listener(id);
    const before = listener.marks();
    const cut = change(listener);
    this.#dirty.add(id);
    return { id, before, cut };
  }

  /** What a change does to open connections: counted now, if it ends any, or else when they were looked at last, since counting takes its time. */
  async #effectsOf(notes: readonly Note[], carryOut: () => Promise<void>): Promise<Map<string, ConnectionEffect>> {
    const concerned = notes.filter(({ before }) => before.length > 0);
    const isCutting = concerned.some(({ cut }) => cut.length > 0);
    const current = isCutting ? await this.#watch.countNow() : this.#watch.current;
    await carryOut();
    return new Map(
      concerned.map(({ id, before, cut }) => {
        const lost = sumOf(cut, current);
        return [id, { kept: Math.max(0, sumOf(before, current) - lost), cut: lost }];
      }),
    );
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
    const ceilings = this.#wantCeilings();
    if (this.#isClosed || ids.length + ceilings.size === 0) {
      return;
    }
    const keys = new Map(ids.map((id) => [id, this.#want(id)]));
    const all = new Set([...ceilings, ...[...keys.values()].flatMap((some) => [...some])]);
    if ((await this.#table.commit(all)) !== null) {
      await this.#commitEach(keys, ceilings);
    }
    await this.#forget(
      ids.flatMap((id) => this.#listeners.get(id)?.takeFlush() ?? []),
      'udp',
    );
    for (const id of ids) {
      if (this.#listeners.get(id)?.isGone) {
        this.#listeners.delete(id);
      }
    }
  }

  #want(id: string): Set<string> {
    const listener = this.#listeners.get(id);
    this.#traffic.place(id, listener?.service ?? null);
    return this.#table.want(id, listener ? this.#itemsOf(listener) : []);
  }

  /** What has no room in the table is served by userspace. */
  #itemsOf(listener: KernelListener): Item[] {
    try {
      return listener.items();
    } catch (error) {
      const state = this.#choice.states.get(listener.id);
      if (!state) {
        throw error;
      }
      this.#choice.refuse(listener.id, `The kernel refused its rules: ${messageOf(error)}`);
      const choice = this.#choice.decide(state.plan.loadBalancerId).get(listener.id);
      if (choice) {
        listener.update(choice);
      }
      this.#options.onServedByChanged([listener.id]);
      return listener.items();
    }
  }

  /** Where a listener of the kernel's is; their chain is there before any listener leads to it. */
  #wantCeilings(): Set<string> {
    const keys = new Set<string>();
    for (const id of this.#dirtyCeilings) {
      const plans = [...(this.#choice.loadBalancers.get(id) ?? [])].map((one) => this.#choice.states.get(one)?.plan);
      const plan = plans.find((one) => one && this.#choice.servedBy(one.id).engine === 'nftables');
      if (!plan) {
        this.#ceilings.forget(id);
      }
      const items = plan ? this.#ceilings.items(plan, this.#choice.limitsOf(id)) : [];
      for (const key of this.#table.want(`ceilings of ${id}`, items)) {
        keys.add(key);
      }
    }
    this.#dirtyCeilings.clear();
    return keys;
  }

  /** One after the other; the kernel's no is the reason why userspace serves that one. */
  async #commitEach(keys: ReadonlyMap<string, ReadonlySet<string>>, ceilings: ReadonlySet<string>): Promise<void> {
    const refused: string[] = [];
    await this.#table.commit(ceilings);
    for (const [id, some] of keys) {
      const reason = await this.#table.commit(some);
      const state = this.#choice.states.get(id);
      if (reason === null || !state) {
        continue;
      }
      refused.push(id);
      this.#choice.refuse(id, `The kernel refused its rules: ${reason}`);
      for (const [otherId, choice] of this.#choice.decide(state.plan.loadBalancerId)) {
        this.#listener(otherId).update(choice);
        await this.#table.commit(new Set([...(otherId === id ? some : []), ...this.#want(otherId)]));
      }
    }
    if (refused.length > 0) {
      this.#options.onServedByChanged(refused);
    }
  }

  async #forget(marks: readonly number[], protocol?: 'udp'): Promise<void> {
    try {
      await this.#options.conntrack.delete(marks, protocol);
    } catch (error) {
      this.#options.log.error('kernel:flows-kept', { reason: messageOf(error) });
    }
  }

  async #counted(current: ReadonlyMap<number, number>, countedAt: number): Promise<void> {
    for (const [id, listenerIds] of this.#choice.loadBalancers) {
      const limits = this.#choice.limitsOf(id);
      const marks = [...listenerIds].flatMap((one) => this.#listeners.get(one)?.marks() ?? []);
      if (limits && this.#ceilings.counted(id, limits, sumOf(marks, current), this.#watch.nextInSeconds)) {
        this.#dirtyCeilings.add(id);
      }
    }
    const leaving = [...this.#listeners.values()].filter((listener) => listener.hasLeavers);
    await this.#forget(leaving.flatMap((listener) => listener.settle(current, countedAt)));
    await this.#commit(leaving.map(({ id }) => id));
  }

  async #adopt(): Promise<void> {
    const left = await this.#table.adopt();
    if (left) {
      this.#slots.leave(left.lastSlot);
      for (const mark of left.strays) {
        this.#numbers.reserve(mark);
      }
      for (const { mark, listenerId, memberId } of left.marks) {
        this.#listener(listenerId).adopt(mark, memberId, left.cut.has(mark));
      }
      this.#hasLeftOvers = true;
      this.#options.log.info('kernel:adopted', { listeners: this.#listeners.size });
    }
    if (this.#table.isSetUp) {
      await this.#watch.begin();
    }
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
    const strangers = [...this.#listeners.values()].filter(({ id }) => !this.#choice.states.has(id));
    for (const listener of strangers) {
      listener.remove();
    }
    await this.#table.sweep();
    await this.#commit(strangers.map(({ id }) => id));
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
