import type { DropReason } from '#domain/drop-reason.ts';
import type { ListenerCounters, TrafficCounters } from '../engine.ts';
import { TrafficBook } from '../traffic-book.ts';
import { type MarkTraffic, NO_TRAFFIC, type TableReading } from './table-reading.ts';

/** What one look at the table and at conntrack says. */
export interface Reading extends TableReading {
  /** Connections and flows that are open now, by mark; null: not counted this time. */
  current: ReadonlyMap<number, number> | null;
  /** Which table this is: another number, and all counters have begun anew. */
  made: number;
}

interface MarkOwner {
  listenerId: string;
  memberId: string;
  protocol: 'tcp' | 'udp';
}

interface OwnedMark extends MarkOwner {
  current: number;
}

interface KnownListener {
  /** Where it may be refused, or was. */
  service: string | null;
  marks: Set<number>;
}

const NOTHING: TableReading = { traffic: new Map(), opened: new Map(), refused: new Map() };
/** Of an IP packet with a datagram in it; without options. */
const UDP_HEADER = { ipv4: 28, ipv6: 48 } as const;

/**
 * Makes of the kernel's counters what the engine tells: totals by listener and member that only ever grow, whatever becomes of
 * marks, table and worker. Bytes of UDP are payload; those of TCP are whole IP packets, headers and what was sent twice included,
 * since that is what the kernel counts. How long servers take to accept, and that they do not, the kernel does not tell.
 */
export class KernelTraffic {
  readonly #book = new TrafficBook();
  readonly #marks = new Map<number, OwnedMark>();
  readonly #listeners = new Map<string, KnownListener>();
  /** Whose refusals a service's are. */
  readonly #services = new Map<string, string>();
  #last: TableReading = NOTHING;
  #made = 0;

  /** A mark in use from now on. To say so again changes nothing. */
  own(mark: number, { listenerId, memberId, protocol }: MarkOwner): void {
    const known = this.#marks.get(mark);
    if (known?.listenerId === listenerId && known.memberId === memberId) {
      return;
    }
    this.forget(mark);
    this.#marks.set(mark, { listenerId, memberId, protocol, current: 0 });
    this.#listener(listenerId).marks.add(mark);
    this.#book.of(listenerId).member(memberId);
  }

  /** Its last reading is kept in the totals; what it counts later is nobody's. */
  forget(mark: number): void {
    const owned = this.#marks.get(mark);
    if (!owned) {
      return;
    }
    this.#setCurrent(owned, 0);
    this.#marks.delete(mark);
    const { marks } = this.#listener(owned.listenerId);
    marks.delete(mark);
    this.#book.of(owned.listenerId).keepMembers(new Set(Array.from(marks, (one) => this.#marks.get(one)?.memberId ?? '')));
    this.#tidy(owned.listenerId);
  }

  /** Where new connections of this listener may be refused: `${address} ${protocol} ${port}`; null: nowhere any more. */
  place(listenerId: string, service: string | null): void {
    const known = this.#listeners.get(listenerId);
    if ((known?.service ?? null) === service && (service === null || this.#services.get(service) === listenerId)) {
      return;
    }
    const listener = this.#listener(listenerId);
    if (listener.service !== null && this.#services.get(listener.service) === listenerId) {
      this.#services.delete(listener.service);
    }
    if (service === null) {
      this.#tidy(listenerId);
      return;
    }
    listener.service = service;
    this.#services.set(service, listenerId);
  }

  /** What stands there already does not count. */
  baseline({ traffic, opened, refused, current, made }: Reading): void {
    this.#last = { traffic, opened, refused };
    this.#made = made;
    this.#count(current);
  }

  /** Adds what is new. A counter that is lower than before began anew, too. */
  take({ traffic, opened, refused, current, made }: Reading): void {
    if (made !== this.#made) {
      this.#last = NOTHING;
      this.#made = made;
    }
    for (const [mark, owned] of this.#marks) {
      this.#add(owned, TRAFFIC_OF[owned.protocol](grown(traffic.get(mark), this.#last.traffic.get(mark)), this.#headerOf(owned)));
      this.#add(owned, { connectionsTotal: rise(opened.get(mark), this.#last.opened.get(mark)) });
    }
    for (const [service, counts] of refused) {
      const listenerId = this.#services.get(service);
      if (listenerId !== undefined) {
        this.#drop(listenerId, counts, this.#last.refused.get(service) ?? {});
      }
    }
    this.#last = { traffic, opened, refused };
    this.#count(current);
  }

  /** One that was removed keeps its totals. */
  counters(): ListenerCounters[] {
    return this.#book.read();
  }

  /** Undefined: it has never been here. */
  countersOf(listenerId: string): ListenerCounters | undefined {
    return this.#book.readOne(listenerId);
  }

  #add({ listenerId, memberId }: MarkOwner, added: Partial<TrafficCounters>): void {
    const listener = this.#book.of(listenerId);
    for (const counters of [listener.totals, listener.member(memberId)]) {
      for (const [key, count] of Object.entries(added) as [keyof TrafficCounters, number][]) {
        counters[key] += count;
      }
    }
  }

  #drop(listenerId: string, now: Partial<Record<DropReason, number>>, before: Partial<Record<DropReason, number>>): void {
    for (const [reason, count] of Object.entries(now) as [DropReason, number][]) {
      const added = rise(count, before[reason]);
      if (added > 0) {
        this.#book.of(listenerId).drop(reason, added);
      }
    }
  }

  #count(current: Reading['current']): void {
    if (current === null) {
      return;
    }
    for (const [mark, owned] of this.#marks) {
      this.#setCurrent(owned, current.get(mark) ?? 0);
    }
  }

  #setCurrent(owned: OwnedMark, current: number): void {
    this.#add(owned, { connectionsCurrent: current - owned.current });
    owned.current = current;
  }

  #headerOf({ listenerId }: MarkOwner): number {
    return this.#listeners.get(listenerId)?.service?.includes(':') ? UDP_HEADER.ipv6 : UDP_HEADER.ipv4;
  }

  #listener(listenerId: string): KnownListener {
    let listener = this.#listeners.get(listenerId);
    if (!listener) {
      listener = { service: null, marks: new Set() };
      this.#listeners.set(listenerId, listener);
      this.#book.of(listenerId);
    }
    return listener;
  }

  /** Only its totals stay when nothing counts for it any more. */
  #tidy(listenerId: string): void {
    const listener = this.#listeners.get(listenerId);
    const isPlaced = listener?.service != null && this.#services.get(listener.service) === listenerId;
    if (listener && listener.marks.size === 0 && !isPlaced) {
      this.#listeners.delete(listenerId);
      this.#book.keep(this.#listeners);
    }
  }
}

const TRAFFIC_OF = {
  tcp: ({ bytesIn, bytesOut }: MarkTraffic): Partial<TrafficCounters> => ({ bytesInTotal: bytesIn, bytesOutTotal: bytesOut }),
  udp: ({ bytesIn, packetsIn, bytesOut, packetsOut }: MarkTraffic, header: number): Partial<TrafficCounters> => ({
    bytesInTotal: Math.max(0, bytesIn - packetsIn * header),
    bytesOutTotal: Math.max(0, bytesOut - packetsOut * header),
    packetsInTotal: packetsIn,
    packetsOutTotal: packetsOut,
  }),
};

function rise(now = 0, before = 0): number {
  return now < before ? now : now - before;
}

function grown(now: MarkTraffic = NO_TRAFFIC, before: MarkTraffic = NO_TRAFFIC): MarkTraffic {
  return {
    bytesIn: rise(now.bytesIn, before.bytesIn),
    packetsIn: rise(now.packetsIn, before.packetsIn),
    bytesOut: rise(now.bytesOut, before.bytesOut),
    packetsOut: rise(now.packetsOut, before.packetsOut),
  };
}
