import { PersistenceTable } from '#proxy/balance/persistence-table.ts';
import type { PersistenceBook } from '../userspace/coordination.ts';
import type { FromForwarder } from './messages.ts';
import type { PersistenceActivity } from './persistence-authority.ts';

/** A control process that does not answer must not hold up a client for longer. */
const ANSWER_MS_MAX = 500;
const ACTIVITY_DELAY_MS = 20;

interface Book {
  table: PersistenceTable;
  /** Open connections here, by client. */
  connections: Map<string, number>;
}

/**
 * In a forwarder: a cache of the control process's tables. It forgets no later than they do, because it sees a part of the
 * activity only; so whom it does not know, it asks about.
 */
export class SharedPersistence implements PersistenceBook {
  readonly #send: (message: FromForwarder) => void;
  readonly #books = new Map<string, Book>();
  readonly #asked = new Map<number, (memberId: string | null) => void>();
  #lastCall = 0;
  #activity: PersistenceActivity[] = [];

  constructor(send: (message: FromForwarder) => void) {
    this.#send = send;
  }

  configure(listenerId: string, persistenceMs: number): void {
    const book = this.#books.get(listenerId);
    if (persistenceMs === 0) {
      this.#books.delete(listenerId);
    } else if (book) {
      book.table.setPersistenceMs(persistenceMs);
    } else {
      this.#books.set(listenerId, { table: new PersistenceTable({ persistenceMs }), connections: new Map() });
    }
  }

  find(listenerId: string, client: string): string | undefined {
    return this.#books.get(listenerId)?.table.find(client) ?? undefined;
  }

  async settle(listenerId: string, client: string, proposed: string, unfit?: string): Promise<string> {
    this.#lastCall += 1;
    const call = this.#lastCall;
    const answer = await new Promise<string | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), ANSWER_MS_MAX);
      this.#asked.set(call, (memberId) => {
        clearTimeout(timer);
        resolve(memberId);
      });
      this.#send({ kind: 'settle', call, listenerId, client, proposed, unfit });
    });
    this.#asked.delete(call);
    const memberId = answer ?? proposed;
    this.#books.get(listenerId)?.table.assign(client, memberId);
    return memberId;
  }

  settled(call: number, memberId: string): void {
    this.#asked.get(call)?.(memberId);
  }

  /** Through another forwarder, because its member could not receive any more. */
  assigned(listenerId: string, client: string, memberId: string): void {
    const table = this.#books.get(listenerId)?.table;
    if (table && table.find(client) !== null) {
      table.assign(client, memberId);
    }
  }

  opened(listenerId: string, client: string): void {
    const book = this.#books.get(listenerId);
    if (!book) {
      return;
    }
    const count = (book.connections.get(client) ?? 0) + 1;
    book.connections.set(client, count);
    book.table.opened(client);
    if (count === 1) {
      this.#tell({ listenerId, client, isOpen: true });
    }
  }

  closed(listenerId: string, client: string): void {
    const book = this.#books.get(listenerId);
    const count = book?.connections.get(client);
    if (!book || count === undefined) {
      return;
    }
    book.table.closed(client);
    if (count > 1) {
      book.connections.set(client, count - 1);
    } else {
      book.connections.delete(client);
      this.#tell({ listenerId, client, isOpen: false });
    }
  }

  /** Sends what waits to be sent. */
  flush(): void {
    if (this.#activity.length > 0) {
      this.#send({ kind: 'activity', changes: this.#activity });
      this.#activity = [];
    }
  }

  /** Many at once are one message. */
  #tell(change: PersistenceActivity): void {
    if (this.#activity.length === 0) {
      setTimeout(() => this.flush(), ACTIVITY_DELAY_MS);
    }
    this.#activity.push(change);
  }
}
