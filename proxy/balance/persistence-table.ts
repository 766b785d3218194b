import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import { type Linked, LinkedQueue } from './linked-queue.ts';

export const PERSISTENCE_ENTRIES_MAX = 100_000;

/** What outlives a restart of its table; times as ages, since clocks differ. */
export interface PersistenceRecord {
  client: string;
  memberId: string;
  idleMs: number;
}

interface Entry extends Linked<Entry> {
  readonly client: string;
  /** Null: forgotten, while connections are still open. */
  memberId: string | null;
  connections: number;
  lastActivity: number;
}

/**
 * Which member a client address stays with, until `persistenceMs` after its last activity (data-plane 5); an open
 * connection is activity. Two queues in order of last activity, of clients with and without open connections, make each call
 * cost the same however many entries there are: expired ones leave at the front of the second. When the table is full the
 * client idle for longest leaves, or, if none is idle, the one whose last connection began or ended longest ago.
 */
export class PersistenceTable {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #entriesMax: number;
  readonly #entries = new Map<string, Entry>();
  readonly #idle = new LinkedQueue<Entry>();
  readonly #open = new LinkedQueue<Entry>();
  #persistenceMs: number;

  constructor(options: { persistenceMs: number; entriesMax?: number; clock?: Pick<Clock, 'now'> }) {
    this.#persistenceMs = options.persistenceMs;
    this.#entriesMax = options.entriesMax ?? PERSISTENCE_ENTRIES_MAX;
    this.#clock = options.clock ?? SYSTEM_CLOCK;
  }

  /** Clients remembered. */
  get size(): number {
    this.#expire(this.#clock.now());
    return this.#entries.size;
  }

  /** Counts for idle clients too that are there already. */
  setPersistenceMs(persistenceMs: number): void {
    this.#persistenceMs = persistenceMs;
  }

  /** Asking is no activity. */
  find(client: string): string | null {
    this.#expire(this.#clock.now());
    return this.#entries.get(client)?.memberId ?? null;
  }

  /**
   * The client's member: the one it has, else `proposed`, which it has from now on. `unfit` may not receive any more and
   * counts as none. So of two that ask at once one decides.
   */
  settle(client: string, proposed: string, unfit?: string): string {
    const entry = this.#touch(client);
    if (entry.memberId === null || entry.memberId === unfit) {
      entry.memberId = proposed;
    }
    return entry.memberId;
  }

  /** Gives the client to this member, whichever it had; for one whose member may not receive any more. */
  assign(client: string, memberId: string): void {
    this.#touch(client).memberId = memberId;
  }

  /** A connection of the client begins; to be called with `settle` or `assign`, not when the server has accepted at last. */
  opened(client: string): void {
    this.#expire(this.#clock.now());
    const entry = this.#entries.get(client);
    if (entry) {
      this.#move(entry, entry.connections + 1);
    }
  }

  /** One that `opened` told of has ended. Nothing happens for a client that had to leave the full table. */
  closed(client: string): void {
    const entry = this.#entries.get(client);
    if (entry === undefined || entry.connections === 0) {
      return;
    }
    this.#move(entry, entry.connections - 1);
    if (entry.connections === 0 && entry.memberId === null) {
      this.#remove(entry);
    }
  }

  /** Its clients are chosen for anew. Costs a walk through the table. */
  forgetMember(memberId: string): void {
    for (const entry of this.#entries.values()) {
      if (entry.memberId === memberId) {
        entry.memberId = null;
        if (entry.connections === 0) {
          this.#remove(entry);
        }
      }
    }
  }

  /** The longest idle first. */
  export(): PersistenceRecord[] {
    const now = this.#clock.now();
    this.#expire(now);
    const records: PersistenceRecord[] = [];
    for (const queue of [this.#idle, this.#open]) {
      for (let entry = queue.first; entry !== null; entry = entry.after) {
        if (entry.memberId !== null) {
          records.push({ client: entry.client, memberId: entry.memberId, idleMs: entry.connections > 0 ? 0 : now - entry.lastActivity });
        }
      }
    }
    return records;
  }

  /** Into a table that is new; connections that are open are told by `opened`. */
  import(records: readonly PersistenceRecord[]): void {
    const now = this.#clock.now();
    for (const record of records.toSorted((a, b) => b.idleMs - a.idleMs)) {
      if (!this.#entries.has(record.client)) {
        this.#add(record.client, now - record.idleMs).memberId = record.memberId;
      }
    }
    this.#expire(now);
  }

  #touch(client: string): Entry {
    const now = this.#clock.now();
    this.#expire(now);
    const entry = this.#entries.get(client);
    if (entry === undefined) {
      return this.#add(client, now);
    }
    this.#move(entry, entry.connections);
    return entry;
  }

  #add(client: string, lastActivity: number): Entry {
    const longestIdle = this.#entries.size >= this.#entriesMax ? (this.#idle.first ?? this.#open.first) : null;
    if (longestIdle) {
      this.#remove(longestIdle);
    }
    const entry: Entry = { client, memberId: null, connections: 0, lastActivity, before: null, after: null };
    this.#entries.set(client, entry);
    this.#idle.push(entry);
    return entry;
  }

  /** To the end of the queue where it belongs with so many connections. */
  #move(entry: Entry, connections: number): void {
    this.#queueOf(entry).remove(entry);
    entry.connections = connections;
    entry.lastActivity = this.#clock.now();
    this.#queueOf(entry).push(entry);
  }

  #remove(entry: Entry): void {
    this.#queueOf(entry).remove(entry);
    this.#entries.delete(entry.client);
  }

  #queueOf(entry: Entry): LinkedQueue<Entry> {
    return entry.connections > 0 ? this.#open : this.#idle;
  }

  #expire(now: number): void {
    for (let entry = this.#idle.first; entry !== null && now - entry.lastActivity >= this.#persistenceMs; entry = this.#idle.first) {
      this.#remove(entry);
    }
  }
}
