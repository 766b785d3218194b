/** A state that began at a time; the one before it ended there. */
export interface Change<S> {
  at: Date;
  /** What was so until then; null: not known. */
  before: S | null;
  after: S;
}

export interface Span<S> {
  from: Date;
  to: Date;
  state: S;
}

/**
 * The spans between changes, cut at the ends of a time. `changes` are in order of time; the last one that came before the
 * time tells how it begins, else what the first one in it says was so before.
 */
export function spansOf<S>(changes: readonly Change<S>[], { from, to }: { from: Date; to: Date }): Span<S>[] {
  const first = changes[0];
  const starts: { at: Date; state: S }[] = changes.map(({ at, after }) => ({ at, state: after }));
  if (first && first.at > from && first.before !== null) {
    starts.unshift({ at: from, state: first.before });
  }
  return starts.flatMap(({ at, state }, index) => {
    const begin = at < from ? from : at;
    const next = starts[index + 1]?.at ?? to;
    const end = next > to ? to : next;
    return begin < end ? [{ from: begin, to: end, state }] : [];
  });
}
