import type { ListenerPlan } from '../engine.ts';
import { memberIds } from '../membership.ts';
import type { KernelTraffic } from './kernel-traffic.ts';
import { type MarkNumbers, SOURCE_NAT } from './marks.ts';
import { countedItems, cutItem } from './ruleset/listener-items.ts';
import type { Item } from './ruleset/table-state.ts';

/** What is left of connections that are to end gets a reset with its next packet; after this time it is forgotten instead. */
const CUT_MS = 30_000;

interface KernelMark {
  memberId: string;
  /** Gets new connections; has those it had; ends those it had. */
  stage: 'current' | 'older' | 'cut';
  /** Since it is no longer current, ms by performance.now(). */
  since: number;
}

/** The marks of one listener. A member whose connections are cut gets another one, so that its new ones are not. */
export class MemberMarks {
  readonly #listenerId: string;
  readonly #numbers: MarkNumbers;
  readonly #traffic: KernelTraffic;
  readonly #marks = new Map<number, KernelMark>();

  constructor({ id, numbers, traffic }: { id: string; numbers: MarkNumbers; traffic: KernelTraffic }) {
    this.#listenerId = id;
    this.#numbers = numbers;
    this.#traffic = traffic;
  }

  get isEmpty(): boolean {
    return this.#marks.size === 0;
  }

  /** There are connections that no new ones follow, or were until now. */
  get hasLeavers(): boolean {
    return [...this.#marks.values()].some(({ stage }) => stage !== 'current');
  }

  all(): number[] {
    return [...this.#marks.keys()];
  }

  of(members: readonly string[]): number[] {
    return [...this.#marks].filter(([, { memberId }]) => members.includes(memberId)).map(([mark]) => mark);
  }

  /** Of each member that gets new connections. */
  current(): Map<string, number> {
    return new Map(
      Array.from(this.#marks).flatMap(([mark, { memberId, stage }]) => (stage === 'current' ? [[memberId, mark] as const] : [])),
    );
  }

  /** A mark that an earlier process gave to this member. */
  adopt(mark: number, memberId: string, isCut: boolean): void {
    this.#numbers.reserve(mark);
    this.#marks.set(mark, { memberId, stage: isCut ? 'cut' : 'older', since: performance.now() });
  }

  /** Members that have marks, taken over ones for example, and are not in the plan. */
  strangers(plan: ListenerPlan): string[] {
    const present = memberIds(plan);
    return [...new Set(Array.from(this.#marks.values(), ({ memberId }) => memberId))].filter((id) => !present.has(id));
  }

  /** Members of this plan, if there is one, have a mark for new connections, and another one when packets are treated in another way. */
  assign(plan: ListenerPlan | null): void {
    const flags = plan?.sourceNat ? SOURCE_NAT : 0;
    const wanted = plan ? memberIds(plan) : new Set<string>();
    const current = this.current();
    for (const [mark, one] of this.#marks) {
      const isFit = wanted.has(one.memberId) && (mark & SOURCE_NAT) === flags;
      if (one.stage === 'current' && !isFit) {
        current.delete(one.memberId);
        leave(one, 'older');
      } else if (one.stage === 'older' && isFit && !current.has(one.memberId)) {
        current.set(one.memberId, mark);
        one.stage = 'current';
      }
    }
    for (const memberId of plan ? wanted : []) {
      const mark = current.get(memberId) ?? this.#numbers.take(flags);
      this.#marks.set(mark, { memberId, stage: 'current', since: performance.now() });
      this.#traffic.own(mark, { listenerId: this.#listenerId, memberId, protocol: plan?.protocol ?? 'tcp' });
    }
  }

  /** Their connections end with their next packet. Returns those to which that is new. */
  cut(marks: readonly number[]): number[] {
    return marks.filter((mark) => {
      const one = this.#marks.get(mark);
      if (!one || one.stage === 'cut') {
        return false;
      }
      leave(one, 'cut');
      return true;
    });
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
        this.#traffic.forget(mark);
        this.#numbers.free(mark);
      } else if (stage === 'cut' && performance.now() - since > CUT_MS) {
        silent.push(mark);
      }
    }
    return silent;
  }

  items(): Item[] {
    const counted = Array.from(this.#marks, ([mark, { memberId }]) => countedItems(this.#listenerId, memberId, mark)).flat();
    return [...counted, ...Array.from(this.#marks).flatMap(([mark, { stage }]) => (stage === 'cut' ? [cutItem(mark)] : []))];
  }
}

function leave(one: KernelMark, stage: 'older' | 'cut'): void {
  one.stage = stage;
  one.since = performance.now();
}
