const STEP_MS = 30 * 60_000;

/** A full or half hour: the moment, and what a clock here shows then. */
export interface ReleaseTime {
  at: string;
  clock: string;
}

/** The full and half hours of a local day that are to come; `day` is `2026-11-21`. Days on which the clock is changed have more or fewer. */
export function releaseTimesOf(day: string, now: Date): ReleaseTime[] {
  const begin = new Date(`${day}T00:00:00`);
  const end = new Date(begin);
  end.setDate(end.getDate() + 1);
  const times: ReleaseTime[] = [];
  for (let at = Math.ceil(begin.getTime() / STEP_MS) * STEP_MS; at < end.getTime(); at += STEP_MS) {
    if (at > now.getTime()) {
      times.push({ at: new Date(at).toISOString(), clock: clockOf(new Date(at)) });
    }
  }
  return times;
}

/** The local day of a moment, as a date field has it. */
export function dayOf(date: Date): string {
  return `${date.getFullYear().toString().padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function clockOf(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

function two(value: number): string {
  return value.toString().padStart(2, '0');
}
