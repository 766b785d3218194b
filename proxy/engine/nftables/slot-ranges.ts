/** Numbers of slots, in ranges that do not overlap. They are never marks of connections, since their upper bits differ. */
const SLOTS_MAX = 0x3fff_ffff;

export class SlotRanges {
  /** First slot of a range, and how many it has. */
  readonly #used = new Map<number, number>();
  #next = 1;
  /** From then on ranges of long ago may be in the way. */
  #hasWrapped = false;

  /** Throws when there is no place for so many, which memory would not allow. */
  take(count: number): number {
    const first = this.#fit(count) ?? this.#fitFromStart(count);
    this.#used.set(first, count);
    this.#next = first + count;
    return first;
  }

  free(first: number): void {
    this.#used.delete(first);
  }

  /** An earlier process has used slots up to here, and chains of its may still lead there. */
  leave(last: number): void {
    this.#next = Math.max(this.#next, last + 1);
  }

  #fitFromStart(count: number): number {
    this.#hasWrapped = true;
    this.#next = 1;
    const first = this.#fit(count);
    if (first === null) {
      throw new Error('All slots are in use.');
    }
    return first;
  }

  #fit(count: number): number | null {
    let first = this.#next;
    for (;;) {
      if (first + count > SLOTS_MAX) {
        return null;
      }
      const other = this.#hasWrapped && [...this.#used].find(([begin, length]) => begin < first + count && first < begin + length);
      if (!other) {
        return first;
      }
      first = other[0] + other[1];
    }
  }
}
