/** What became of one connection, as its client saw it. */
export type Fate =
  /** Greeted, and every byte came back. */
  | 'ok'
  | 'refused'
  /** Accepted, and then reset or ended before all was answered. */
  | 'reset'
  | 'timed-out'
  /** A byte came back that nobody sent. */
  | 'wrong';

export interface Tally extends Record<Fate, number> {
  /** Good connections by the server that greeted them. */
  servers: Record<string, number>;
}

export function newTally(): Tally {
  return { ok: 0, refused: 0, reset: 0, 'timed-out': 0, wrong: 0, servers: {} };
}

export function failuresOf(tally: Tally): number {
  return tally.refused + tally.reset + tally['timed-out'] + tally.wrong;
}

/** Without the number of good ones, which depends on the machine: equal to `NO_FAILURES` when nothing went wrong. */
export function failed({ refused, reset, 'timed-out': timedOut, wrong }: Tally) {
  return { refused, reset, timedOut, wrong };
}

export const NO_FAILURES = { refused: 0, reset: 0, timedOut: 0, wrong: 0 };
