import { z } from 'zod';
import { Reason } from './field.ts';
import { DRILL_SECONDS_MAX, DRILL_SECONDS_MIN } from './limits.ts';

const secondsRule = `A drill takes a whole number of seconds from ${DRILL_SECONDS_MIN} to ${DRILL_SECONDS_MAX}.`;

/**
 * A failover drill of a group: for so long every probe of the active counts as failed, on all nodes (docs/decisions/0016).
 * `reason` stands in the audit and in the history.
 */
export const StartDrillInput = z.object({
  seconds: z.number(secondsRule).int(secondsRule).min(DRILL_SECONDS_MIN, secondsRule).max(DRILL_SECONDS_MAX, secondsRule),
  reason: Reason,
});
export type StartDrillInput = z.infer<typeof StartDrillInput>;
