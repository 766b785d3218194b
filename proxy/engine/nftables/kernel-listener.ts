import type { ListenerPlan, LoadBalancerLimits } from '../engine.ts';
import { Leaving } from '../leaving.ts';
import { type ListenerState, type MembershipChange, memberIds, membershipChange } from '../membership.ts';
import type { Choice } from './engine-choice.ts';
import type { KernelTraffic } from './kernel-traffic.ts';
import { type MarkNumbers, SOURCE_NAT } from './marks.ts';
import { countedItems, countOnlyItem, cutItem, servedItems, shapeItems } from './ruleset/listener-items.ts';
import { hasCeilings, listenerRules } from './ruleset/listener-rules.ts';
import type { Item } from './ruleset/table-state.ts';
import type { SlotRanges } from './slot-ranges.ts';

/** What is left of connections that are to end gets a reset with its next packet; after this time it is forgotten instead. */
const CUT_MS = 30_000;

interface KernelMark {
  memberId: string;
  /** Gets new connections; has those it had; ends those it had. */
  stage: 'current' | 'older' | 'cut';
  /** Since it is no longer current, ms by performance.now(). */
  since: number;
}

export interface KernelListenerOptions {
  id: string;
  numbers: MarkNumbers;
  slots: SlotRanges;
  traffic: KernelTraffic;
  /** Something has to be told to the kernel, though nobody has asked for it: a time is over. */
  onDue: () => void;
}

/** One listener as the kernel has it: its marks, and which of its connections go on, drain or are cut. */
export class KernelListener {
  readonly #options: KernelListenerOptions;
  readonly #marks = new Map<number, KernelMark>();
  readonly #leaving = new Leaving();
  #state: ListenerState | null = null;
  #limits: LoadBalancerLimits | undefined;
  #isServed = false;
  #isCounted = false;
  #slots: { first: number; count: number } | null = null;
  /** Marks whose UDP flows conntrack has to forget. */
  #flush: number[] = [];

  constructor(options: KernelListenerOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.id;
  }

  /** Where the kernel may count refusals for it: address, protocol and port; null: nowhere. */
  get service(): string | null {
    const { plan } = this.#state ?? {};
    return plan && (this.#isServed || this.#isCounted) ? `${plan.address} ${plan.protocol} ${plan.port}` : null;
  }

  /** Nothing of it is left. */
  get isGone(): boolean {
    return this.#state === null && this.#marks.size === 0;
  }

  /** It has connections that no new ones follow, or had them until now. */
  get hasLeavers(): boolean {
    return [...this.#marks.values()].some(({ stage }) => stage !== 'current');
  }

  marks(): number[] {
    return [...this.#marks.keys()];
  }

  /** A mark that an earlier process gave to this member. */
  adopt(mark: number, memberId: string): void {
    this.#options.numbers.reserve(mark);
    this.#marks.set(mark, { memberId, stage: 'older', since: performance.now() });
  }

  /**
   * Where userspace serves it, its connections here only come to their end. Returns the marks whose connections are cut by
   * this.
   */
  update({ state, limits, servedBy, isCounted }: Choice): number[] {
    const before = this.#state;
    this.#state = state;
    this.#limits = limits;
    this.#isServed = servedBy.engine === 'nftables';
    this.#isCounted = isCounted;
    const cut: number[] = [];
    if (before && !isSamePort(before.plan, state.plan)) {
      cut.push(...this.#end([...this.#marks.keys()]));
    } else if (before) {
      cut.push(...this.#letGo(membershipChange(before, state), state));
    } else {
      cut.push(...this.#letGo({ moved: null, failed: [], returned: [], removed: this.#strangers(state.plan) }, state));
    }
    this.#assign(state.plan);
    return cut;
  }

  /** Who may receive is another one. */
  route(state: ListenerState): void {
    const before = this.#state;
    this.#state = state;
    if (before) {
      this.#letGo(membershipChange(before, state), state);
      this.#assign(state.plan);
    }
  }

  /** It is wanted no more: nothing of it goes on. */
  remove(): number[] {
    this.#isServed = false;
    this.#leaving.stop();
    this.#freeSlots();
    const cut = this.#end([...this.#marks.keys()]);
    this.#state = null;
    for (const one of this.#marks.values()) {
      if (one.stage === 'current') {
        this.#leave(one, 'older');
      }
    }
    return cut;
  }

  /** Everything that the table has to hold for it. */
  items(): Item[] {
    const counted = Array.from(this.#marks, ([mark, { memberId }]) => countedItems(this.id, memberId, mark)).flat();
    const cut = Array.from(this.#marks).flatMap(([mark, { stage }]) => (stage === 'cut' ? [cutItem(mark)] : []));
    return [...counted, ...cut, ...this.#shaped(), ...(this.#state ? this.#rules(this.#state) : [])];
  }

  /** Marks whose UDP flows have to leave, once. */
  takeFlush(): number[] {
    return this.#flush.splice(0);
  }

  /**
   * `current`: open connections by mark. Marks that have none left are forgotten. Returns marks whose last connections, which have
   * been silent since they were cut, conntrack should forget.
   */
  settle(current: ReadonlyMap<number, number>, countedAt: number): number[] {
    const silent: number[] = [];
    for (const [mark, { stage, since }] of this.#marks) {
      if (stage === 'current' || since >= countedAt) {
        continue;
      }
      if (!current.has(mark)) {
        this.#marks.delete(mark);
        this.#options.traffic.forget(mark);
        this.#options.numbers.free(mark);
      } else if (stage === 'cut' && performance.now() - since > CUT_MS) {
        silent.push(mark);
      }
    }
    return silent;
  }

  stop(): void {
    this.#leaving.stop();
  }

  #rules({ plan, routing }: ListenerState): Item[] {
    if (!this.#isServed) {
      return this.#isCounted && hasCeilings(this.#limits) ? [countOnlyItem(plan)] : [];
    }
    const current = this.#currentMarks();
    const markOf = (memberId: string) => current.get(memberId) ?? unreachable(memberId);
    const rules = listenerRules({ plan, routing, limits: this.#limits, markOf, slotsFor: (count) => this.#slotsFor(count) });
    return servedItems(plan, rules, current);
  }

  /** The same ones as long as their number stays, so that the turns go on. */
  #slotsFor(count: number): number {
    if (this.#slots?.count !== count) {
      this.#freeSlots();
      this.#slots = { first: this.#options.slots.take(count), count };
    }
    return this.#slots.first;
  }

  #freeSlots(): void {
    if (this.#slots) {
      this.#options.slots.free(this.#slots.first);
      this.#slots = null;
    }
  }

  /** A limit holds for what is open as well. */
  #shaped(): Item[] {
    const shape = this.#state && this.#isServed ? shapeOf(this.#state.plan, this.#limits) : null;
    return shape ? shapeItems(shape.owner, shape.bytesPerSecond, this.marks()) : [];
  }

  #currentMarks(): Map<string, number> {
    return new Map(
      Array.from(this.#marks).flatMap(([mark, { memberId, stage }]) => (stage === 'current' ? [[memberId, mark] as const] : [])),
    );
  }

  /** Members get a mark when they need one, and another one when packets are to be treated in another way. */
  #assign(plan: ListenerPlan): void {
    const flags = plan.sourceNat ? SOURCE_NAT : 0;
    const wanted = this.#isServed ? memberIds(plan) : new Set<string>();
    for (const [mark, one] of this.#marks) {
      const isFit = wanted.has(one.memberId) && hasFlags(mark, flags);
      if (one.stage === 'current' && !isFit) {
        this.#leave(one, 'older');
      } else if (one.stage === 'older' && isFit && !this.#currentMarks().has(one.memberId)) {
        one.stage = 'current';
      }
    }
    const current = this.#currentMarks();
    for (const memberId of wanted) {
      const mark = current.get(memberId) ?? this.#options.numbers.take(flags);
      this.#marks.set(mark, { memberId, stage: 'current', since: performance.now() });
      this.#options.traffic.own(mark, { listenerId: this.id, memberId, protocol: plan.protocol });
    }
  }

  #leave(one: KernelMark, stage: 'older' | 'cut'): void {
    one.stage = stage;
    one.since = performance.now();
  }

  /** Marks that were taken over, of members that the listener has no more. */
  #strangers(plan: ListenerPlan): string[] {
    const present = memberIds(plan);
    return [...new Set(Array.from(this.#marks.values(), ({ memberId }) => memberId))].filter((id) => !present.has(id));
  }

  /** As userspace does it; see tcp-listener.ts and udp-listener.ts there. */
  #letGo({ moved, removed, failed, returned }: MembershipChange, { plan }: ListenerState): number[] {
    const { targets, drainingMs, protocol } = plan;
    const cut: number[] = [];
    for (const id of returned) {
      this.#leaving.cancel(id);
    }
    if (moved && targets.kind === 'active-standby') {
      cut.push(...this.#letGoMoved(moved, targets.onFailover, targets.active.memberId, protocol));
    }
    const left = [...removed, ...failed];
    if (protocol === 'udp') {
      return targets.kind === 'pool' ? [...cut, ...this.#endMembers(left)] : cut;
    }
    for (const id of drainingMs === null ? [] : left) {
      this.#leaving.after(id, drainingMs ?? 0, () => this.#endLater(id));
    }
    return drainingMs === null && targets.kind === 'pool' ? [...cut, ...this.#endMembers(removed)] : cut;
  }

  #letGoMoved(
    { lostId, gainedId }: { lostId: string; gainedId: string },
    { mode, drainMs }: { mode: string; drainMs: number },
    activeId: string,
    protocol: ListenerPlan['protocol'],
  ): number[] {
    this.#leaving.cancel(gainedId);
    // Flows of an active that has failed move in any mode (decision 3).
    if (mode === 'reset' || (protocol === 'udp' && lostId === activeId)) {
      return this.#endMembers([lostId]);
    }
    if (mode === 'drain') {
      this.#leaving.after(lostId, drainMs, () => {
        if (!this.#isServing(lostId)) {
          this.#endLater(lostId);
        }
      });
    }
    return [];
  }

  #isServing(memberId: string): boolean {
    const { plan, routing } = this.#state ?? {};
    return plan?.targets.kind === 'active-standby' && routing !== undefined && plan.targets[routing.serving].memberId === memberId;
  }

  #endLater(memberId: string): void {
    this.#endMembers([memberId]);
    if (this.#state) {
      this.#assign(this.#state.plan);
    }
    this.#options.onDue();
  }

  #endMembers(memberIds: readonly string[]): number[] {
    return this.#end([...this.#marks].filter(([, { memberId }]) => memberIds.includes(memberId)).map(([mark]) => mark));
  }

  /** Returns those that had connections to lose. */
  #end(marks: readonly number[]): number[] {
    const ended: number[] = [];
    for (const mark of marks) {
      const one = this.#marks.get(mark);
      if (!one || one.stage === 'cut') {
        continue;
      }
      ended.push(mark);
      // A flow that conntrack forgets begins anew with its next datagram, wherever new ones go then.
      this.#flush.push(mark);
      if (this.#state?.plan.protocol !== 'udp') {
        this.#leave(one, 'cut');
      }
    }
    return ended;
  }
}

function isSamePort(a: ListenerPlan, b: ListenerPlan): boolean {
  return a.protocol === b.protocol && a.address === b.address && a.port === b.port && a.loadBalancerId === b.loadBalancerId;
}

function shapeOf(plan: ListenerPlan, limits: LoadBalancerLimits | undefined): { owner: string; bytesPerSecond: number } | null {
  if (plan.bandwidthBytesPerSecond !== null) {
    return { owner: plan.id, bytesPerSecond: plan.bandwidthBytesPerSecond };
  }
  const shared = limits?.sharedBytesPerSecond ?? null;
  return shared === null ? null : { owner: plan.loadBalancerId, bytesPerSecond: shared };
}

const hasFlags = (mark: number, flags: number) => (mark & SOURCE_NAT) === flags;

function unreachable(memberId: string): never {
  throw new Error(`Member ${memberId} has no mark.`);
}
