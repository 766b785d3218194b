import { clientsMayFailSeconds, type HealthCheckSettings } from '#domain/health-check.ts';
import { DRILL_SECONDS_MAX, DRILL_SECONDS_MIN } from '#domain/limits.ts';

/** How long traffic is to be seen on the standby. */
const WATCH_SECONDS = 30;

/** Long enough for the slowest check to notice, and to watch what follows. */
export function proposedSeconds(checks: HealthCheckSettings[]): number {
  const slowest = Math.max(0, ...checks.filter(({ enabled }) => enabled).map(clientsMayFailSeconds));
  return Math.min(DRILL_SECONDS_MAX, Math.max(DRILL_SECONDS_MIN, slowest + WATCH_SECONDS));
}
