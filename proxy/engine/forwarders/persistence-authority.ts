import { type Clock, SYSTEM_CLOCK } from '#proxy/balance/clock.ts';
import { PersistenceTable } from '#proxy/balance/persistence-table.ts';
import type { ListenerState } from './engine-state.ts';

/** A client of a listener whose first connection has begun, or whose last one has ended, in one forwarder. */
export interface PersistenceActivity {
  listenerId: string;
  client: string;
  isOpen: boolean;
}

/**
 * In the control process: who belongs to which member, for all forwarders. Each caches what it has learned, and asks about
 * everybody else, so of two that meet a new client at the same moment one decides, and nothing is lost with a forwarder.
 */
export class PersistenceAuthority {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #tables = new Map<string, PersistenceTable>();
  /** By forwarder and listener: clients with open connections. */
  readonly #open = new Map<number, Map<string, Set<string>>>();

  constructor(options: { clock?: Pick<Clock, 'now'> } = {}) {
    this.#clock = options.clock ?? SYSTEM_CLOCK;
  }

  /** The plan decides whether there is a table, and how long it remembers. */
  configure(listeners: Iterable<[string, ListenerState]>): void {
    for (const [id, { plan }] of listeners) {
      const persistenceMs = plan.protocol === 'tcp' && plan.targets.kind === 'pool' ? plan.targets.persistenceMs : 0;
      if (persistenceMs === 0) {
        this.remove([id]);
      } else if (this.#tables.has(id)) {
        this.#tables.get(id)?.setPersistenceMs(persistenceMs);
      } else {
        this.#tables.set(id, new PersistenceTable({ persistenceMs, clock: this.#clock }));
      }
    }
  }

  remove(listenerIds: Iterable<string>): void {
    for (const id of listenerIds) {
      this.#tables.delete(id);
      for (const listeners of this.#open.values()) {
        listeners.delete(id);
      }
    }
  }

  settle(listenerId: string, client: string, proposed: string, unfit?: string): string {
    return this.#tables.get(listenerId)?.settle(client, proposed, unfit) ?? proposed;
  }

  note(forwarder: number, changes: readonly PersistenceActivity[]): void {
    for (const { listenerId, client, isOpen } of changes) {
      const table = this.#tables.get(listenerId);
      if (!table) {
        continue;
      }
      const clients = this.#clientsOf(forwarder, listenerId);
      if (isOpen === clients.has(client)) {
        continue;
      }
      if (isOpen) {
        clients.add(client);
        table.opened(client);
      } else {
        clients.delete(client);
        table.closed(client);
      }
    }
  }

  /** Its connections are gone. */
  ended(forwarder: number): void {
    for (const [listenerId, clients] of this.#open.get(forwarder) ?? []) {
      for (const client of clients) {
        this.#tables.get(listenerId)?.closed(client);
      }
    }
    this.#open.delete(forwarder);
  }

  #clientsOf(forwarder: number, listenerId: string): Set<string> {
    const listeners = this.#open.get(forwarder) ?? new Map<string, Set<string>>();
    this.#open.set(forwarder, listeners);
    const clients = listeners.get(listenerId) ?? new Set();
    listeners.set(listenerId, clients);
    return clients;
  }
}
