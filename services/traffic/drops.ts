import { DROP_REASONS, type DropReason } from '#domain/drop-reason.ts';
import type { Prisma } from '#prisma/client.ts';

export type Drops = Partial<Record<DropReason, number>>;

/** The sum of what the columns `drops` hold; a reason that this version does not know is passed over. */
export function addDrops(values: readonly Prisma.JsonValue[]): Drops {
  const sum: Drops = {};
  for (const value of values) {
    const counts: Prisma.JsonObject = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
    for (const reason of DROP_REASONS) {
      const count = counts[reason];
      if (typeof count === 'number') {
        sum[reason] = (sum[reason] ?? 0) + count;
      }
    }
  }
  return sum;
}
