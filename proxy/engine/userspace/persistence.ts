import { PersistenceTable } from '#proxy/balance/persistence-table.ts';
import type { PersistenceBook } from './coordination.ts';

/** Of a process that forwards alone. */
export class LocalPersistence implements PersistenceBook {
  readonly #tables = new Map<string, PersistenceTable>();

  configure(listenerId: string, persistenceMs: number): void {
    const table = this.#tables.get(listenerId);
    if (persistenceMs === 0) {
      this.#tables.delete(listenerId);
    } else if (table) {
      table.setPersistenceMs(persistenceMs);
    } else {
      this.#tables.set(listenerId, new PersistenceTable({ persistenceMs }));
    }
  }

  find(listenerId: string, client: string): string | undefined {
    return this.#tables.get(listenerId)?.find(client) ?? undefined;
  }

  settle(listenerId: string, client: string, proposed: string, unfit?: string): string {
    return this.#tables.get(listenerId)?.settle(client, proposed, unfit) ?? proposed;
  }

  opened(listenerId: string, client: string): void {
    this.#tables.get(listenerId)?.opened(client);
  }

  closed(listenerId: string, client: string): void {
    this.#tables.get(listenerId)?.closed(client);
  }
}
