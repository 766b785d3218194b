import { readFile } from 'node:fs/promises';
import { type Log, messageOf } from '#proxy/log.ts';
import type { Conntrack } from './conntrack.ts';
import type { KernelTraffic } from './kernel-traffic.ts';
import { OURS, OURS_MASK } from './marks.ts';
import type { Nft } from './nft.ts';
import { readTable } from './table-reading.ts';

/** Between two looks: at least so long, and so many times as long as the last one took. */
const INTERVAL_MS = 5000;
const PAUSE_FACTOR = 20;
/** With more connections on this host, the last count stands for a new one that somebody would have to wait for. */
const COUNT_AT_ONCE_MAX = 20_000;
const OURS_FILTER = { mark: OURS, mask: OURS_MASK };

export interface KernelWatchOptions {
  nft: Nft;
  conntrack: Conntrack;
  traffic: KernelTraffic;
  log: Log;
  /** Is there a table to be looked at? */
  isSetUp: () => boolean;
  /** Another number each time that it is made. */
  made: () => number;
  /** The table is not there any more. */
  onLost: () => Promise<void>;
  /** Open connections by mark, as they were at `countedAt`, ms by performance.now(), or a little later. */
  onCounted: (current: ReadonlyMap<number, number>, countedAt: number) => Promise<void>;
}

/** Looks at what the kernel has counted, now and then. Changes do not wait for a look, which with many listeners takes long. */
export class KernelWatch {
  readonly #options: KernelWatchOptions;
  #current: ReadonlyMap<number, number> = new Map();
  #pauseMs = INTERVAL_MS;
  #timer: NodeJS.Timeout | undefined;
  #lastLook: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: KernelWatchOptions) {
    this.#options = options;
  }

  /** Open connections by mark, as they were counted last. */
  get current(): ReadonlyMap<number, number> {
    return this.#current;
  }

  /** At most so long until open connections are counted again; a look takes its time too. */
  get nextInSeconds(): number {
    return (2 * this.#pauseMs) / 1000;
  }

  start(): void {
    this.#lookLater();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#lastLook;
  }

  /** What came before this process counts from here. */
  async begin(): Promise<void> {
    const reading = await readTable(this.#options.nft);
    if (reading) {
      this.#options.traffic.baseline({ ...reading, made: this.#options.made(), current: null });
    }
  }

  /** One after the other, so that an older look is never taken for a newer one. `isWhole`: open connections too. */
  look(isWhole: boolean): Promise<void> {
    this.#lastLook = this.#lastLook.then(() => this.#look(isWhole));
    return this.#lastLook;
  }

  /** Open connections by mark, counted now where that is quick. */
  async countNow(): Promise<ReadonlyMap<number, number>> {
    try {
      const tracked = Number(await readFile('/proc/sys/net/netfilter/nf_conntrack_count', 'utf8'));
      if (tracked <= COUNT_AT_ONCE_MAX) {
        this.#current = await this.#options.conntrack.count(OURS_FILTER);
      }
    } catch (error) {
      this.#options.log.warn('kernel:not-counted', { reason: messageOf(error) });
    }
    return this.#current;
  }

  #lookLater(): void {
    if (!this.#isStopped) {
      this.#timer = setTimeout(() => void this.#lookAndGoOn(), this.#pauseMs);
    }
  }

  async #lookAndGoOn(): Promise<void> {
    const startedAt = performance.now();
    await this.look(true);
    this.#pauseMs = Math.max(INTERVAL_MS, PAUSE_FACTOR * (performance.now() - startedAt));
    this.#lookLater();
  }

  async #look(isWhole: boolean): Promise<void> {
    const { nft, conntrack, traffic, isSetUp, made, onLost, onCounted, log } = this.#options;
    if (!isSetUp() || this.#isStopped) {
      return;
    }
    try {
      const which = made();
      const reading = await readTable(nft);
      if (reading === null) {
        await onLost();
        return;
      }
      if (which !== made()) {
        await this.#look(isWhole);
        return;
      }
      const countedAt = performance.now();
      const current = isWhole ? await conntrack.count(OURS_FILTER) : null;
      traffic.take({ ...reading, made: which, current });
      if (current) {
        this.#current = current;
        await onCounted(current, countedAt);
      }
    } catch (error) {
      log.error('kernel:not-read', { reason: messageOf(error) });
    }
  }
}
