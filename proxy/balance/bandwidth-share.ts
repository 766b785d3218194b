import { type Linked, LinkedQueue } from './linked-queue.ts';

/** What a share needs of the shaper that it belongs to. */
export interface ShareSource {
  readonly isLimited: boolean;
  /** Hands out what time has brought. */
  refill(): void;
  /** Serves those that wait as soon as their shares allow it. */
  serveLater(): void;
}

interface Waiting extends Linked<Waiting> {
  readonly bytes: number;
  readonly proceed: () => void;
  isWaiting: boolean;
}

/** One listener's part of a bandwidth, in one direction. Made by `BandwidthShaper.join`. */
export class BandwidthShare {
  readonly #source: ShareSource;
  readonly #onLeave: () => void;
  readonly #queue = new LinkedQueue<Waiting>();
  #hasLeft = false;
  /** Bytes that may go; below 0 after a piece that was larger than what was left, which is paid back before the next. */
  tokens: number;
  /** Since the last refill. */
  wasAsked = false;

  constructor(source: ShareSource, tokens: number, onLeave: () => void) {
    this.#source = source;
    this.#onLeave = onLeave;
    this.tokens = tokens;
  }

  get hasWaiting(): boolean {
    return this.#queue.first !== null;
  }

  /**
   * Streams: null when so many bytes may go at once. Otherwise `proceed` is called once they may, after those that asked
   * before, unless the function that comes back is called first (the connection has ended). A stream asks for one piece at a
   * time and reads nothing meanwhile, so that no more waits than there are connections.
   */
  ask(bytes: number, proceed: () => void): (() => void) | null {
    if (this.take(bytes)) {
      return null;
    }
    const waiting: Waiting = { bytes, proceed, isWaiting: true, before: null, after: null };
    this.#queue.push(waiting);
    this.#source.serveLater();
    return () => this.#dequeue(waiting);
  }

  /** Datagrams: true: it may go; false: it is to be dropped. */
  take(bytes: number): boolean {
    if (!this.#source.isLimited || this.#hasLeft) {
      return true;
    }
    this.wasAsked = true;
    if (this.hasWaiting) {
      return false;
    }
    if (this.tokens <= 0) {
      this.#source.refill();
    }
    if (this.tokens <= 0) {
      return false;
    }
    this.tokens -= bytes;
    return true;
  }

  /** The first that waits, if the share allows it. */
  serveFirst(): boolean {
    const waiting = this.tokens > 0 ? this.#queue.first : null;
    if (waiting === null) {
      return false;
    }
    this.tokens -= waiting.bytes;
    this.#dequeue(waiting);
    waiting.proceed();
    return true;
  }

  /** Lets all that wait go on; for a limit that is lifted. */
  release(): void {
    for (let waiting = this.#queue.first; waiting !== null; waiting = this.#queue.first) {
      this.#dequeue(waiting);
      waiting.proceed();
    }
  }

  /** Gives the share back to the others. What waits goes on at once, and what still asks here passes. */
  leave(): void {
    this.#hasLeft = true;
    this.#onLeave();
    this.release();
  }

  #dequeue(waiting: Waiting): void {
    if (waiting.isWaiting) {
      waiting.isWaiting = false;
      this.#queue.remove(waiting);
    }
  }
}
