import { readFileSync } from 'node:fs';

/** For all else that a process has open: probes, database, channels, log. */
const RESERVED = 256;
/** What POSIX systems allow at least when nobody raised it. */
const FALLBACK_LIMIT = 1024;
/** Of what the others have left; so that even a flood of one listener leaves something to each other one. */
const PART_PER_OWNER = 3 / 4;

/** The descriptors that connections and flows of this process may hold, and who holds them. */
export class DescriptorBudget {
  readonly #total: number;
  #used = 0;

  /** `limit`: descriptors that the process may open. */
  constructor(limit = descriptorLimit()) {
    this.#total = limit - Math.min(RESERVED, Math.floor(limit / 2));
  }

  /** One for each listener. */
  newPurse(): DescriptorPurse {
    let own = 0;
    return {
      take: (count) => {
        const othersLeft = this.#total - (this.#used - own);
        if (this.#used + count > this.#total || own + count > othersLeft * PART_PER_OWNER) {
          return false;
        }
        own += count;
        this.#used += count;
        return true;
      },
      give: (count) => {
        own -= count;
        this.#used -= count;
      },
    };
  }
}

export interface DescriptorPurse {
  /** False: too many are open; nothing is taken. */
  take(count: number): boolean;
  give(count: number): void;
}

/** The soft limit of this process. */
export function descriptorLimit(): number {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return soft === undefined ? FALLBACK_LIMIT : Number(soft);
  } catch {
    // Not Linux, or no /proc here.
    return FALLBACK_LIMIT;
  }
}
