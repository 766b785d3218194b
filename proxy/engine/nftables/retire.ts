import { type Log, messageOf } from '#proxy/log.ts';
import { Conntrack } from './conntrack.ts';
import { OURS, OURS_MASK } from './marks.ts';
import { Nft } from './nft.ts';
import { FAMILIES, ownerChain, TABLE } from './ruleset/table.ts';

const OURS_FILTER = { mark: OURS, mask: OURS_MASK };
const READY_INTERVAL_MS = 200;
const LOOK_INTERVAL_MS = 5000;
/** A walk over a million entries must not be what this host is busy with. */
const LOOK_PAUSE_FACTOR = 200;
/** What is still carried then may go on for years; the table does no harm. */
const PATIENCE_MS = 24 * 60 * 60 * 1000;

export interface RetirementOptions {
  nodeId: string;
  /** Userspace has opened its ports. */
  isReady: () => boolean;
  log: Log;
}

/**
 * Of rules that an earlier process of this node has left in force, for a worker that does not use the kernel. Stages: waiting
 * (until userspace can take new connections) -> emptied (these go to userspace; those that the kernel carries go on) -> deleted
 * (it carries none any more) or left alone (it did so for a day).
 */
export class Retirement {
  readonly #options: RetirementOptions;
  readonly #nft = new Nft();
  readonly #conntrack = new Conntrack();
  #timer: NodeJS.Timeout | undefined;
  #emptiedAt: number | null = null;
  #isStopped = false;

  private constructor(options: RetirementOptions) {
    this.#options = options;
  }

  /** Null: nothing of this node is in force, or this process cannot know. */
  static async begin(options: RetirementOptions): Promise<Retirement | null> {
    const retirement = new Retirement(options);
    if (!(await retirement.#isOurs().catch(() => false))) {
      return null;
    }
    options.log.info('kernel:retiring', { reason: 'rules of an earlier process are in force; userspace takes over when it is ready' });
    retirement.#later(0);
    return retirement;
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #isOurs(): Promise<boolean> {
    return (await this.#nft.list('chain', TABLE, ownerChain(this.#options.nodeId))) !== null;
  }

  #later(inMs: number): void {
    if (!this.#isStopped) {
      this.#timer = setTimeout(() => void this.#goOn(), inMs).unref();
    }
  }

  async #goOn(): Promise<void> {
    if (!this.#options.isReady()) {
      this.#later(READY_INTERVAL_MS);
      return;
    }
    const begunAt = performance.now();
    try {
      if (this.#emptiedAt === null) {
        await this.#nft.run(FAMILIES.map((family) => `flush map ${TABLE} dispatch${family}\n`).join(''));
        this.#emptiedAt = performance.now();
      }
      if (await this.#isOver(this.#emptiedAt)) {
        return;
      }
    } catch (error) {
      this.#options.log.error('kernel:not-retired', { reason: messageOf(error) });
      // Who has deleted the table has done it for us.
      if (!(await this.#isOurs().catch(() => true))) {
        return;
      }
    }
    this.#later(Math.max(LOOK_INTERVAL_MS, LOOK_PAUSE_FACTOR * (performance.now() - begunAt)));
  }

  async #isOver(emptiedAt: number): Promise<boolean> {
    const open = await this.#conntrack.count(OURS_FILTER);
    if (open.size === 0) {
      await this.#nft.run(`delete table ${TABLE}\n`);
      this.#options.log.info('kernel:retired', { effect: 'it carried nothing any more; its rules are deleted' });
      return true;
    }
    if (performance.now() - emptiedAt > PATIENCE_MS) {
      const connections = [...open.values()].reduce((sum, count) => sum + count, 0);
      this.#options.log.warn('kernel:left-alone', { connections, mend: 'npm run proxy -- --flush cuts them' });
      return true;
    }
    return false;
  }
}
