/** Entries whose mark, cut to the bits of `mask`, is `mark`. Unsigned, 32 bits each. */
export interface MarkFilter {
  mark: number;
  mask: number;
}

const ALL_BITS = 0xffff_ffff;
const BITS = 32;

/**
 * Filters that together match these marks and no other: two that differ in one bit only become one without that bit. Numbers that
 * were given out one after the other, as those of one listener, need few; others one each.
 */
export function filtersOf(marks: readonly number[]): MarkFilter[] {
  const byMask = new Map([[ALL_BITS, new Set(marks.map((mark) => mark >>> 0))]]);
  for (let place = 0; place < BITS; place++) {
    const bit = (1 << place) >>> 0;
    for (const [mask, found] of [...byMask]) {
      for (const mark of found) {
        const twin = (mark | bit) >>> 0;
        if (twin !== mark && found.has(twin)) {
          found.delete(mark);
          found.delete(twin);
          const wider = (mask & ~bit) >>> 0;
          byMask.set(wider, (byMask.get(wider) ?? new Set()).add(mark));
        }
      }
    }
  }
  return [...byMask].flatMap(([mask, found]) => Array.from(found, (mark) => ({ mark, mask })));
}
