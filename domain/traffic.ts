import { z } from 'zod';
import { DomainError } from './domain-error.ts';
import { TRAFFIC_KEPT_DAYS } from './limits.ts';

const timeRule = 'Enter a time in ISO 8601, for example 2026-01-31T12:00:00Z.';
const Time = z.iso.datetime({ offset: true, error: timeRule }).optional();

/** Absent: the last hour, or the hour before `to`, or from `from` until now. */
export const TimeRangeQuery = z.object({ from: Time, to: Time });
export type TimeRangeQuery = z.infer<typeof TimeRangeQuery>;

/** From a minute to a day; whole parts of a day, so that steps begin at round times. */
const STEPS_SECONDS = [60, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400] as const;
const STEP_SECONDS_MAX = 86_400;
const POINTS_PER_SERIES_MAX = 1500;
/** Of a listener and its servers together: what a browser draws and Postgres adds up while somebody waits. */
const POINTS_MAX = 30_000;

const HOUR_MS = 3600_000;
/** A minute more than is kept: who asks for all of it until now has counted back from a clock of their own. */
const RANGE_MS_MAX = TRAFFIC_KEPT_DAYS * 24 * HOUR_MS + 60_000;

export interface TrafficRange {
  from: Date;
  to: Date;
}

export function trafficRange(query: TimeRangeQuery, now: Date): TrafficRange {
  const to = query.to === undefined ? now : new Date(query.to);
  const from = query.from === undefined ? new Date(to.getTime() - HOUR_MS) : new Date(query.from);
  if (from >= to) {
    throw new DomainError('InvalidParameter', '"from" must be before "to", which is now unless it is given.', { path: 'from' });
  }
  if (to.getTime() - from.getTime() > RANGE_MS_MAX) {
    throw new DomainError('InvalidParameter', `Ask for ${TRAFFIC_KEPT_DAYS} days at most.`, { path: 'from' });
  }
  return { from, to };
}

/** The finest step that keeps every series, and all of them together, within bounds. */
export function trafficStepSeconds({ from, to }: TrafficRange, seriesCount: number): number {
  const seconds = (to.getTime() - from.getTime()) / 1000;
  const pointsMax = Math.min(POINTS_PER_SERIES_MAX, POINTS_MAX / seriesCount);
  return STEPS_SECONDS.find((step) => seconds / step <= pointsMax) ?? STEP_SECONDS_MAX;
}

/** `from` moves back and `to` forth to the next whole step. */
export function toWholeSteps({ from, to }: TrafficRange, stepSeconds: number): TrafficRange {
  const stepMs = stepSeconds * 1000;
  return { from: new Date(Math.floor(from.getTime() / stepMs) * stepMs), to: new Date(Math.ceil(to.getTime() / stepMs) * stepMs) };
}
