import { BandwidthShare, type ShareSource } from './bandwidth-share.ts';
import { type Clock, SYSTEM_CLOCK } from './clock.ts';

/** How much a listener with demand may save up, in time at the full rate; covers what the event loop may be late. */
const BURST_MS = 100;
/** Bounds of the wait between two rounds for those that wait. */
const ROUND_MS_MIN = 2;
const ROUND_MS_MAX = 1000;
/** Time below this is not worth a refill. */
const REFILL_MS_MIN = 1;

/**
 * A bandwidth in one direction and those that share it (data-plane 15): all listeners of a load balancer that have no limit of
 * their own, or the one that has one; its limit is its reservation because nobody else is in its shaper.
 *
 * What time brings is given in equal parts to the shares that are not full; the part of a full one, which had no use for it,
 * goes to the others. So equal demand gets equal shares, and nothing is lost while someone wants it. A share without demand
 * keeps only its part of the burst, so that many that wake together do not bring many bursts.
 */
export class BandwidthShaper {
  readonly #clock: Clock;
  readonly #shares = new Set<BandwidthShare>();
  readonly #source: ShareSource;
  /** Null: no limit, and nothing is counted. */
  #bytesPerSecond: number | null;
  #refilledAt: number;
  #cancelRound: (() => void) | null = null;

  constructor(bytesPerSecond: number | null, clock: Clock = SYSTEM_CLOCK) {
    this.#clock = clock;
    this.#bytesPerSecond = bytesPerSecond;
    this.#refilledAt = clock.now();
    const shaper = this;
    this.#source = {
      get isLimited() {
        return shaper.#bytesPerSecond !== null;
      },
      refill: () => this.#refill(),
      serveLater: () => this.#serveLater(),
    };
  }

  join(): BandwidthShare {
    const share: BandwidthShare = new BandwidthShare(this.#source, 0, () => this.#shares.delete(share));
    this.#shares.add(share);
    share.tokens = this.#burst / this.#shares.size;
    return share;
  }

  /** Takes effect at once; null: all that wait goes on. With 0 streams wait and datagrams are dropped. */
  setRate(bytesPerSecond: number | null): void {
    if (bytesPerSecond === this.#bytesPerSecond) {
      return;
    }
    this.#refill();
    const before = this.#bytesPerSecond;
    this.#bytesPerSecond = bytesPerSecond;
    this.#refilledAt = this.#clock.now();
    this.#cancelRound?.();
    this.#cancelRound = null;
    for (const share of this.#shares) {
      if (bytesPerSecond === null) {
        share.release();
      } else {
        const saved = before === null ? Number.POSITIVE_INFINITY : share.tokens;
        share.tokens = Math.min(saved, this.#burst / this.#shares.size);
      }
    }
    this.#serveLater();
  }

  get #burst(): number {
    return ((this.#bytesPerSecond ?? 0) * BURST_MS) / 1000;
  }

  #refill(): void {
    const now = this.#clock.now();
    if (this.#bytesPerSecond === null || now - this.#refilledAt < REFILL_MS_MIN) {
      return;
    }
    let left = ((now - this.#refilledAt) * this.#bytesPerSecond) / 1000;
    this.#refilledAt = now;
    const thirsty = new Map<BandwidthShare, number>();
    for (const share of this.#shares) {
      const room = this.#roomOf(share);
      share.wasAsked = false;
      if (room > 0) {
        thirsty.set(share, room);
      }
    }
    // Each pass fills a share or hands out all that is left.
    while (left > 0 && thirsty.size > 0) {
      const part = left / thirsty.size;
      for (const [share, room] of thirsty) {
        const given = Math.min(part, room);
        share.tokens += given;
        left -= given;
        if (given === room) {
          thirsty.delete(share);
        } else {
          thirsty.set(share, room - given);
        }
      }
      if (left < 1) {
        break;
      }
    }
  }

  #roomOf(share: BandwidthShare): number {
    const full = share.wasAsked || share.hasWaiting ? this.#burst : this.#burst / this.#shares.size;
    return full - share.tokens;
  }

  #serveLater(): void {
    if (this.#cancelRound !== null || !this.#bytesPerSecond) {
      return;
    }
    let waiting = 0;
    let nearest = Infinity;
    for (const share of this.#shares) {
      if (share.hasWaiting) {
        waiting++;
        nearest = Math.min(nearest, -share.tokens);
      }
    }
    if (waiting > 0) {
      const delayMs = ((nearest * waiting) / this.#bytesPerSecond) * 1000;
      this.#cancelRound = this.#clock.after(Math.min(Math.max(delayMs, ROUND_MS_MIN), ROUND_MS_MAX), () => this.#serve());
    }
  }

  /** One of each listener in turn, until none that waits has anything left. */
  #serve(): void {
    this.#cancelRound = null;
    this.#refill();
    let isServed = true;
    while (isServed) {
      isServed = false;
      for (const share of this.#shares) {
        isServed = share.serveFirst() || isServed;
      }
    }
    this.#serveLater();
  }
}
