/** Time that passes evenly, whatever happens to the clock on the wall. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls once, not before `delayMs` have passed; gives back what takes the call back. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Its timers keep no process alive. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
