import { BandwidthShaper } from '#proxy/balance/bandwidth.ts';
import type { BandwidthShare } from '#proxy/balance/bandwidth-share.ts';
import type { TrafficCounters } from '../engine.ts';
import { type Coordination, usageKey } from './coordination.ts';

/** A bandwidth in each direction: of one listener, or what the others of a load balancer share (data-plane 15). */
export class BandwidthLimit {
  readonly #coordination: Coordination;
  readonly in = new BandwidthShaper(null);
  readonly out = new BandwidthShaper(null);
  readonly keyIn: string;
  readonly keyOut: string;
  #bytesPerSecond: number | null = null;

  /** `id`: of the listener, or of the load balancer. */
  constructor(id: string, coordination: Coordination) {
    this.#coordination = coordination;
    this.keyIn = usageKey('bandwidth-in', id);
    this.keyOut = usageKey('bandwidth-out', id);
  }

  get isLimited(): boolean {
    return this.#bytesPerSecond !== null;
  }

  set(bytesPerSecond: number | null): void {
    this.#bytesPerSecond = bytesPerSecond;
    this.shareAnew();
  }

  /** The share of this process may have changed. */
  shareAnew(): void {
    const limit = this.#bytesPerSecond;
    this.in.setRate(limit === null ? null : limit * this.#coordination.share(this.keyIn));
    this.out.setRate(limit === null ? null : limit * this.#coordination.share(this.keyOut));
  }
}

/** One listener's part of the limit that it is under. */
export class ListenerBandwidth {
  readonly #totals: TrafficCounters;
  #limit: BandwidthLimit;
  /** Client to server, and back. */
  shareIn: BandwidthShare;
  shareOut: BandwidthShare;
  #told = { in: 0, out: 0 };

  constructor(limit: BandwidthLimit, totals: TrafficCounters) {
    this.#totals = totals;
    this.#limit = limit;
    this.shareIn = limit.in.join();
    this.shareOut = limit.out.join();
  }

  /** What waits under another limit goes on. */
  use(limit: BandwidthLimit): void {
    if (limit !== this.#limit) {
      const [formerIn, formerOut] = [this.shareIn, this.shareOut];
      this.#limit = limit;
      this.shareIn = limit.in.join();
      this.shareOut = limit.out.join();
      formerIn.leave();
      formerOut.leave();
    }
  }

  leave(): void {
    this.shareIn.leave();
    this.shareOut.leave();
  }

  /** Adds the bytes since it was asked last. */
  addUsage(usage: Map<string, number>): void {
    const { bytesInTotal, bytesOutTotal } = this.#totals;
    const { keyIn, keyOut, isLimited } = this.#limit;
    if (isLimited) {
      usage.set(keyIn, (usage.get(keyIn) ?? 0) + bytesInTotal - this.#told.in);
      usage.set(keyOut, (usage.get(keyOut) ?? 0) + bytesOutTotal - this.#told.out);
    }
    this.#told = { in: bytesInTotal, out: bytesOutTotal };
  }
}
