/** Numbers of slots, in ranges that do not overlap. They are never marks of connections, since their upper bits differ. */
const NUMBERS_MAX = 0x3fff_ffff;
/** In use at a time: 512 hashes, which take 100 MB of the kernel. */
const USED_MAX = 1_048_576;

export class SlotRanges {
  /** First slot of a range, and how many it has. */
  readonly #used = new Map<number, number>();
  #count = 0;
  #next = 1;
  /** From then on ranges of long ago may be in the way. */
  #hasWrapped = false;

  /** Throws, with a reason for people, when there is no place for so many. */
  take(count: number): number {
    if (this.#count + count > USED_MAX) {
      throw new Error(`All ${USED_MAX} turns of the kernel's table are taken by other listeners.`);
    }
    const first = this.#fit(count) ?? this.#fitFromStart(count);
    this.#used.set(first, count);
    this.#count += count;
    this.#next = first + count;
    return first;
  }

  free(first: number): void {
    this.#count -= this.#used.get(first) ?? 0;
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
      throw new Error('Slots in use leave no gap that is large enough.');
    }
    return first;
  }

  #fit(count: number): number | null {
    let first = this.#next;
    for (;;) {
      if (first + count > NUMBERS_MAX) {
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
