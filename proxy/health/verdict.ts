import type { VerdictState } from '#domain/health-check.ts';

/**
 * The state machine of data-plane 6.6.
 *
 * unknown   no verdict yet; left by Healthy Threshold successes or Unhealthy Threshold failures in a row.
 * healthy   left by Unhealthy Threshold failures in a row.
 * unhealthy left by Healthy Threshold successes in a row.
 */
export interface VerdictProgress {
  state: VerdictState;
  /** Length of the current run of equal results; an opposite result starts a new run. */
  runLength: number;
  runResult: 'success' | 'failure';
}

export const NO_VERDICT: VerdictProgress = { state: 'unknown', runLength: 0, runResult: 'success' };

export function nextVerdict(
  progress: VerdictProgress,
  result: 'success' | 'failure',
  thresholds: { healthyThreshold: number; unhealthyThreshold: number },
): VerdictProgress {
  const runLength = result === progress.runResult ? progress.runLength + 1 : 1;
  const threshold = result === 'success' ? thresholds.healthyThreshold : thresholds.unhealthyThreshold;
  const reached = result === 'success' ? 'healthy' : 'unhealthy';
  return {
    state: runLength >= threshold ? reached : progress.state,
    // Beyond the threshold nothing more can follow from the count, so it stays small.
    runLength: Math.min(runLength, threshold),
    runResult: result,
  };
}
