import type { OnFailoverPlan } from '../engine.ts';

/**
 * What a listener does with the connections or flows of a member that has lost the traffic: nothing (`keep`), end them
 * now (`reset`), or end those that are still there after a time (`drain`). A member that gets the traffic back before
 * its time is over keeps them.
 */
export class Leaving {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  moved(members: { lostId: string; gainedId: string }, { mode, drainMs }: OnFailoverPlan, end: () => void): void {
    this.#cancel(members.gainedId);
    if (mode === 'reset') {
      end();
    } else if (mode === 'drain') {
      this.#cancel(members.lostId);
      this.#timers.set(
        members.lostId,
        setTimeout(() => {
          this.#timers.delete(members.lostId);
          end();
        }, drainMs),
      );
    }
  }

  stop(): void {
    for (const id of [...this.#timers.keys()]) {
      this.#cancel(id);
    }
  }

  #cancel(memberId: string): void {
    clearTimeout(this.#timers.get(memberId));
    this.#timers.delete(memberId);
  }
}
