/** Ranges of the tab Monitoring; the longer, the more work for the database, and the less changes in a moment. */
export const RANGES = {
  '1h': { hours: 1, pollMs: 3000 },
  '6h': { hours: 6, pollMs: 15_000 },
  '24h': { hours: 24, pollMs: 30_000 },
  '7d': { hours: 7 * 24, pollMs: 60_000 },
  '31d': { hours: 31 * 24, pollMs: 60_000 },
} as const;

export type RangeName = keyof typeof RANGES;
export const RANGE_NAMES = Object.keys(RANGES) as RangeName[];
