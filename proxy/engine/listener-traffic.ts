import type { DropReason } from '#domain/drop-reason.ts';
import { CONNECT_TIME_BOUNDS_MS, type ListenerCounters, type MemberCounters, type TrafficCounters } from './engine.ts';

/** Totals of removed members are kept until they have surely been read; the oldest go first. */
const REMOVED_MEMBERS_MAX = 1000;

/** Counts what one listener and each of its members do. A member that was removed keeps its totals. */
export class ListenerTraffic {
  readonly totals: TrafficCounters = newTotals();
  readonly #listenerId: string;
  readonly #drops: Partial<Record<DropReason, number>> = {};
  readonly #members = new Map<string, MemberCounters>();
  readonly #taken: TrafficCounters = newTotals();
  #takenConnectMs = 0;
  #hasNewDrops = false;

  constructor(listenerId: string) {
    this.#listenerId = listenerId;
  }

  drop(reason: DropReason, count = 1): void {
    this.#drops[reason] = (this.#drops[reason] ?? 0) + count;
    this.#hasNewDrops = true;
  }

  /** To be counted on; the same object for as long as the member is used. */
  member(memberId: string): MemberCounters {
    let counters = this.#members.get(memberId);
    if (!counters) {
      counters = { memberId, ...newTotals(), connectTimes: Array(CONNECT_TIME_BOUNDS_MS.length + 1).fill(0), connectMsTotal: 0 };
      this.#members.set(memberId, counters);
    }
    return counters;
  }

  /** Members that are gone and carry nothing are forgotten when there are too many of them. */
  keepMembers(present: ReadonlySet<string>): void {
    let excess = this.#members.size - present.size - REMOVED_MEMBERS_MAX;
    for (const [id, { connectionsCurrent }] of this.#members) {
      if (excess <= 0) {
        return;
      }
      if (!present.has(id) && connectionsCurrent === 0) {
        this.#members.delete(id);
        excess -= 1;
      }
    }
  }

  /** Null when nothing was counted since it was asked last. But for connect times, whatever a member counts shows in the totals too. */
  takeChanged(): ListenerCounters | null {
    const { totals } = this;
    let isChanged = this.#hasNewDrops;
    for (const key of TOTALS) {
      if (totals[key] !== this.#taken[key]) {
        this.#taken[key] = totals[key];
        isChanged = true;
      }
    }
    let connectMs = 0;
    for (const member of this.#members.values()) {
      connectMs += member.connectMsTotal;
    }
    isChanged ||= connectMs !== this.#takenConnectMs;
    this.#takenConnectMs = connectMs;
    this.#hasNewDrops = false;
    return isChanged ? this.read() : null;
  }

  read(): ListenerCounters {
    return {
      listenerId: this.#listenerId,
      ...this.totals,
      drops: { ...this.#drops },
      members: Array.from(this.#members.values(), (member) => ({ ...member, connectTimes: [...member.connectTimes] })),
    };
  }
}

const TOTALS = Object.keys(newTotals()) as (keyof TrafficCounters)[];

export function countConnectTime(member: MemberCounters, elapsedMs: number): void {
  let bucket = CONNECT_TIME_BOUNDS_MS.findIndex((bound) => elapsedMs <= bound);
  if (bucket < 0) {
    bucket = CONNECT_TIME_BOUNDS_MS.length;
  }
  member.connectTimes[bucket] = (member.connectTimes[bucket] ?? 0) + 1;
  member.connectMsTotal += elapsedMs;
}

function newTotals(): TrafficCounters {
  return {
    connectionsCurrent: 0,
    connectionsTotal: 0,
    connectErrorsTotal: 0,
    bytesInTotal: 0,
    bytesOutTotal: 0,
    packetsInTotal: 0,
    packetsOutTotal: 0,
  };
}
