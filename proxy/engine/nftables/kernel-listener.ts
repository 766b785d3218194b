import type { ListenerPlan, LoadBalancerLimits } from '../engine.ts';
import { isSamePort } from '../forwarders/engine-state.ts';
import { Leaving } from '../leaving.ts';
import { type ListenerState, type MembershipChange, membershipChange } from '../membership.ts';
import type { Choice } from './engine-choice.ts';
import type { KernelTraffic } from './kernel-traffic.ts';
import type { MarkNumbers } from './marks.ts';
import { MemberMarks } from './member-marks.ts';
import { countOnlyItem, servedItems, shapeItems } from './ruleset/listener-items.ts';
import { hasCeilings, listenerRules } from './ruleset/listener-rules.ts';
import type { Item } from './ruleset/table-state.ts';
import type { SlotRanges } from './slot-ranges.ts';

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
  readonly #marks: MemberMarks;
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
    this.#marks = new MemberMarks(options);
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
    return this.#state === null && this.#marks.isEmpty;
  }

  /** It has connections that no new ones follow, or had them until now. */
  get hasLeavers(): boolean {
    return this.#marks.hasLeavers;
  }

  marks(): number[] {
    return this.#marks.all();
  }

  /** A mark that an earlier process gave to this member. */
  adopt(mark: number, memberId: string, isCut: boolean): void {
    this.#marks.adopt(mark, memberId, isCut);
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
      cut.push(...this.#end(this.#marks.all()));
    } else if (before) {
      cut.push(...this.#letGo(membershipChange(before, state), state));
    } else {
      cut.push(...this.#letGo({ moved: null, failed: [], returned: [], removed: this.#marks.strangers(state.plan) }, state));
    }
    this.#assign();
    return cut;
  }

  /** Who may receive is another one. */
  route(state: ListenerState): void {
    const before = this.#state;
    this.#state = state;
    if (before) {
      this.#letGo(membershipChange(before, state), state);
      this.#assign();
    }
  }

  /** It is wanted no more: nothing of it goes on. */
  remove(): number[] {
    this.#isServed = false;
    this.#leaving.stop();
    this.#freeSlots();
    const cut = this.#end(this.#marks.all());
    this.#state = null;
    this.#assign();
    return cut;
  }

  /** Everything that the table has to hold for it. */
  items(): Item[] {
    return [...this.#marks.items(), ...this.#shaped(), ...(this.#state ? this.#rules(this.#state) : [])];
  }

  /** Marks whose UDP flows have to leave, once. */
  takeFlush(): number[] {
    return this.#flush.splice(0);
  }

  /** See there. */
  settle(current: ReadonlyMap<number, number>, countedAt: number): number[] {
    return this.#marks.settle(current, countedAt);
  }

  stop(): void {
    this.#leaving.stop();
  }

  #rules({ plan, routing }: ListenerState): Item[] {
    if (!this.#isServed) {
      return this.#isCounted && this.#limits && hasCeilings(this.#limits) ? [countOnlyItem(plan, this.#limits)] : [];
    }
    const current = this.#marks.current();
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

  #assign(): void {
    this.#marks.assign(this.#isServed && this.#state ? this.#state.plan : null);
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
    this.#assign();
    this.#options.onDue();
  }

  #endMembers(members: readonly string[]): number[] {
    return this.#end(this.#marks.of(members));
  }

  /** Returns those that had connections to lose. */
  #end(marks: readonly number[]): number[] {
    // What an earlier process has left may be of either protocol.
    const { protocol } = this.#state?.plan ?? {};
    if (protocol !== 'tcp') {
      // A flow that conntrack forgets begins anew with its next datagram, wherever new ones go then.
      this.#flush.push(...marks);
    }
    return protocol === 'udp' ? [...marks] : this.#marks.cut(marks);
  }
}

function shapeOf(plan: ListenerPlan, limits: LoadBalancerLimits | undefined): { owner: string; bytesPerSecond: number } | null {
  if (plan.bandwidthBytesPerSecond !== null) {
    return { owner: plan.id, bytesPerSecond: plan.bandwidthBytesPerSecond };
  }
  const shared = limits?.sharedBytesPerSecond ?? null;
  return shared === null ? null : { owner: plan.loadBalancerId, bytesPerSecond: shared };
}

function unreachable(memberId: string): never {
  throw new Error(`Member ${memberId} has no mark.`);
}
