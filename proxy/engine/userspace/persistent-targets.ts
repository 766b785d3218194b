import type { Client } from '#proxy/balance/algorithm.ts';
import type { ListenerPlan, TargetPlan } from '../engine.ts';
import type { PersistenceBook } from './coordination.ts';
import type { Targets } from './targets.ts';

/** Who takes the next connection of one TCP listener, with source-address persistence where it is on (data-plane 5). */
export class PersistentTargets {
  readonly #listenerId: string;
  readonly #targets: Targets;
  readonly #book: PersistenceBook;
  #persistenceMs = 0;

  constructor(listenerId: string, targets: Targets, book: PersistenceBook) {
    this.#listenerId = listenerId;
    this.#targets = targets;
    this.#book = book;
  }

  get isOn(): boolean {
    return this.#persistenceMs > 0;
  }

  configure({ targets }: ListenerPlan): void {
    this.#persistenceMs = targets.kind === 'pool' ? targets.persistenceMs : 0;
    this.#book.configure(this.#listenerId, this.#persistenceMs);
  }

  forget(): void {
    this.#book.configure(this.#listenerId, 0);
  }

  /** A promise when another process must be asked whom a new client belongs to. Null: nobody may receive. */
  choose(client: Client): TargetPlan | null | Promise<TargetPlan | null> {
    if (!this.isOn) {
      return this.#targets.choose(client);
    }
    const recorded = this.#book.find(this.#listenerId, client.clientAddress);
    if (recorded !== undefined) {
      return this.#take(recorded, client);
    }
    const proposed = this.#targets.choose(client);
    if (proposed === null) {
      return null;
    }
    return this.#settle(client, proposed);
  }

  opened(clientAddress: string): void {
    this.#book.opened(this.#listenerId, clientAddress);
  }

  closed(clientAddress: string): void {
    this.#book.closed(this.#listenerId, clientAddress);
  }

  /** This member, or, if it may not receive any more, another one that the client has from now on. */
  #take(memberId: string, client: Client): TargetPlan | null | Promise<TargetPlan | null> {
    const eligible = this.#targets.findEligible(memberId);
    if (eligible !== null) {
      return eligible;
    }
    const proposed = this.#targets.choose(client);
    return proposed === null || !this.isOn ? proposed : this.#settle(client, proposed, memberId);
  }

  #settle(client: Client, proposed: TargetPlan, unfit?: string): TargetPlan | null | Promise<TargetPlan | null> {
    const settled = this.#book.settle(this.#listenerId, client.clientAddress, proposed.memberId, unfit);
    // Processes may hear of a verdict one after the other; then each goes by its own.
    const targetOf = (memberId: string) => this.#targets.findEligible(memberId) ?? this.#targets.choose(client);
    if (typeof settled === 'string') {
      return targetOf(settled);
    }
    // Without an answer any member is better than none.
    return settled.catch(() => proposed.memberId).then(targetOf);
  }
}
