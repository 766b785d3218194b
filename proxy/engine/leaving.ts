/**
 * Ends the connections of members that have lost their traffic: now, or those that are still there after a time. A member
 * that gets its traffic back before the time is over keeps them.
 */
export class Leaving {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  after(memberId: string, delayMs: number, end: () => void): void {
    this.cancel(memberId);
    this.#timers.set(
      memberId,
      setTimeout(() => {
        this.#timers.delete(memberId);
        end();
      }, delayMs),
    );
  }

  cancel(memberId: string): void {
    clearTimeout(this.#timers.get(memberId));
    this.#timers.delete(memberId);
  }

  stop(): void {
    for (const id of [...this.#timers.keys()]) {
      this.cancel(id);
    }
  }
}
