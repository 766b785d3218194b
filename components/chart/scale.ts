/** Values of an axis from 0 to at least `max`, at 1, 2 or 5 times a power of ten and `stepMin` apart; `max` 0 gives an axis to 1. */
export function valueTicks(max: number, stepMin = 0, countMax = 4): number[] {
  const top = max > 0 ? max : 1;
  const rough = Math.max(stepMin, top / countMax);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * (1 - 1e-9)) ?? 10 * power;
  const count = Math.ceil(top / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => index * step);
}

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const TIME_STEPS_MS = [
  ...[2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 4, 7, 14].map((days) => days * DAY_MS),
];

/** Round times of the reader's clock between two times, ms since 1970, at most so many. */
export function timeTicks(from: number, to: number, countMax: number): number[] {
  const step = TIME_STEPS_MS.find((candidate) => (to - from) / candidate <= countMax) ?? to - from;
  const ticks: number[] = [];
  const midnight = new Date(from).setHours(0, 0, 0, 0);
  for (let tick = midnight; tick <= to; tick = next(tick, step)) {
    if (tick >= from) {
      ticks.push(tick);
    }
  }
  return ticks;
}

/** Days are counted by the calendar: one of them may have 23 or 25 hours. */
function next(tick: number, step: number): number {
  return step < DAY_MS ? tick + step : new Date(tick).setDate(new Date(tick).getDate() + Math.round(step / DAY_MS));
}

export function isMidnight(at: number): boolean {
  return new Date(at).setHours(0, 0, 0, 0) === at;
}
