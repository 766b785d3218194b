import { clientsMayFailSeconds, effectiveTimeoutSeconds, type HealthCheckSettings } from './health-check.ts';

/** How long clients may fail, and what it would take to halve that (data-plane 6.6, docs/decisions/0016). */

type Check = Pick<
  HealthCheckSettings,
  'type' | 'request' | 'timeoutSeconds' | 'intervalSeconds' | 'healthyThreshold' | 'unhealthyThreshold'
>;

/** The settings that decide over it. */
export type Timing = Pick<HealthCheckSettings, 'timeoutSeconds' | 'intervalSeconds' | 'unhealthyThreshold'>;

export interface FailoverBudget {
  /** The server hangs: it takes connections, or says nothing at all. */
  hangSeconds: number;
  /** The server refuses: probes fail at once, and so do clients, unless they are sent on to the standby. */
  refusedSeconds: number;
}

export function failoverBudget(check: Check, { retryOnStandby }: { retryOnStandby: boolean }): FailoverBudget {
  return {
    hangSeconds: clientsMayFailSeconds(check),
    // Each of the failing probes takes no time, and up to one interval passes before the first of them.
    refusedSeconds: retryOnStandby ? 0 : check.intervalSeconds * check.unhealthyThreshold,
  };
}

/** Probes that a healthy server gets, per second. A UDP probe without strings succeeds by silence, for the whole timeout. */
export function probesPerSecond(check: Check): number {
  const answerSeconds = check.type === 'udp' && check.request === null ? effectiveTimeoutSeconds(check) : 0;
  return 1 / (answerSeconds + check.intervalSeconds);
}

const TIMEOUT_MIN = 1;
const INTERVAL_MIN = 1;
const THRESHOLD_MIN = 2;

/**
 * The cheapest setting that halves `hangSeconds` at least; null when none does. In this order, of all with shorter times and
 * fewer failures:
 * 1. the fewest probes per second;
 * 2. the fewest settings changed;
 * 3. the most patient one: first the highest threshold, then the longest timeout, since both forgive a slow answer.
 */
export function cheapestHalf(check: Check): Timing | null {
  const limit = clientsMayFailSeconds(check) / 2;
  let best: Timing | null = null;
  for (let unhealthyThreshold = check.unhealthyThreshold; unhealthyThreshold >= THRESHOLD_MIN; unhealthyThreshold -= 1) {
    for (let intervalSeconds = check.intervalSeconds; intervalSeconds >= INTERVAL_MIN; intervalSeconds -= 1) {
      const timeoutSeconds = longestTimeout(check, { unhealthyThreshold, intervalSeconds }, limit);
      if (timeoutSeconds !== null) {
        const timing = { timeoutSeconds, intervalSeconds, unhealthyThreshold };
        best = best === null || isCheaper(check, timing, best) ? timing : best;
      }
    }
  }
  return best;
}

/** Window and interval before it are threshold × (timeout + interval), with a timeout that is the interval at least. */
function longestTimeout(
  { timeoutSeconds }: Check,
  { unhealthyThreshold, intervalSeconds }: Omit<Timing, 'timeoutSeconds'>,
  limit: number,
): number | null {
  const longest = Math.min(timeoutSeconds, Math.floor(limit / unhealthyThreshold - intervalSeconds));
  const holds = longest >= TIMEOUT_MIN && unhealthyThreshold * (Math.max(longest, intervalSeconds) + intervalSeconds) <= limit;
  return holds ? longest : null;
}

function isCheaper(check: Check, one: Timing, other: Timing): boolean {
  const [a, b] = [costOf(check, one), costOf(check, other)];
  const at = a.findIndex((value, index) => value !== b[index]);
  return at !== -1 && (a[at] ?? 0) < (b[at] ?? 0);
}

function costOf(check: Check, timing: Timing): number[] {
  const changed = (Object.keys(timing) as (keyof Timing)[]).filter((key) => timing[key] !== check[key]).length;
  return [probesPerSecond({ ...check, ...timing }), changed, -timing.unhealthyThreshold, -timing.timeoutSeconds];
}
