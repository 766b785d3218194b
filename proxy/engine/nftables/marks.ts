/**
 * Connection marks: one number for each (listener, member, epoch). The upper bits tell ours from those of others, so that their
 * packets cost one comparison.
 */
export const OURS = 0x4000_0000;
export const OURS_MASK = 0xc000_0000;
/** The server sees this host as its client. */
export const SOURCE_NAT = 0x2000_0000;
const NUMBER_MASK = 0x00ff_ffff;

/** As nft and conntrack write it. */
export function markText(mark: number): string {
  return `0x${mark.toString(16).padStart(8, '0')}`;
}

export function isOurs(mark: number): boolean {
  return (mark & OURS_MASK) >>> 0 === OURS;
}

/** Gives out numbers that no mark in use has. */
export class MarkNumbers {
  readonly #used = new Set<number>();
  #last = 0;

  /** With these upper bits. Throws when all are in use, which memory would not allow. */
  take(flags: number): number {
    for (let tries = 0; tries <= NUMBER_MASK; tries += 1) {
      this.#last = this.#last >= NUMBER_MASK ? 1 : this.#last + 1;
      if (!this.#used.has(this.#last)) {
        this.#used.add(this.#last);
        return (OURS | flags | this.#last) >>> 0;
      }
    }
    throw new Error('All connection marks are in use.');
  }

  /** One that an earlier process gave out. */
  reserve(mark: number): void {
    this.#used.add(mark & NUMBER_MASK);
  }

  free(mark: number): void {
    this.#used.delete(mark & NUMBER_MASK);
  }
}
