import type { z } from 'zod';
import { Id, PageQuery } from './field.ts';
import { TimeRangeQuery, type TrafficRange, toWholeSteps } from './traffic.ts';

export const ListChangesQuery = PageQuery.extend({ regionId: Id });
export type ListChangesQuery = z.infer<typeof ListChangesQuery>;

/** Of one region; the time as in TimeRangeQuery. */
export const ChangeDelaysQuery = TimeRangeQuery.extend({ regionId: Id });
export type ChangeDelaysQuery = z.infer<typeof ChangeDelaysQuery>;

const STEPS_SECONDS = [60, 300, 900, 3600, 10_800, 21_600, 43_200] as const;
const STEP_SECONDS_MAX = 86_400;
/** So many points tell a percentile over time; more would each be of a handful of changes. */
const STEPS_MAX = 72;

export function delaySteps(range: TrafficRange): TrafficRange & { stepSeconds: number } {
  const seconds = (range.to.getTime() - range.from.getTime()) / 1000;
  const stepSeconds = STEPS_SECONDS.find((step) => seconds / step <= STEPS_MAX) ?? STEP_SECONDS_MAX;
  return { ...toWholeSteps(range, stepSeconds), stepSeconds };
}
