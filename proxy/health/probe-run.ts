import type { ProbeOutcome } from './check.ts';

/** Probes of one check with the same outcome for the same reason, one after another. Times are ms since 1970. */
export interface ProbeRun {
  readonly ok: boolean;
  readonly reason: string;
  readonly firstAt: number;
  lastAt: number;
  probes: number;
}

/** `run` itself, one probe longer, or a new one if this outcome differs. A clock that is set back makes no run end before it began. */
export function lengthened(run: ProbeRun | null, { result, reason }: ProbeOutcome, now: number): ProbeRun {
  const ok = result === 'success';
  if (run === null || run.ok !== ok || run.reason !== reason) {
    return { ok, reason, firstAt: now, lastAt: now, probes: 1 };
  }
  run.lastAt = Math.max(run.lastAt, now);
  run.probes += 1;
  return run;
}
