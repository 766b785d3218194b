import { z } from 'zod';
import {
  CONNECT_TIMEOUT_MILLISECONDS_MAX,
  CONNECT_TIMEOUT_MILLISECONDS_MIN,
  DRAIN_SECONDS_MAX,
  DRAIN_SECONDS_MIN,
  STABLE_SECONDS_MAX,
  STABLE_SECONDS_MIN,
} from './limits.ts';

/** What a listener on an active/standby group does around a failover; docs/decisions/0005 tells how it all plays together. */

const stableRule = `Stable Time is a whole number of seconds from ${STABLE_SECONDS_MIN} to ${STABLE_SECONDS_MAX}.`;
const drainRule = `Drain Time is a whole number of seconds from ${DRAIN_SECONDS_MIN} to ${DRAIN_SECONDS_MAX}.`;
const connectRule = `Connect Timeout is a whole number of milliseconds from ${CONNECT_TIMEOUT_MILLISECONDS_MIN} to ${CONNECT_TIMEOUT_MILLISECONDS_MAX}.`;

export const FailbackMode = z.enum(['automatic', 'delayed', 'manual'], 'A failback mode is "automatic", "delayed" or "manual".');
export type FailbackMode = z.infer<typeof FailbackMode>;

/**
 * When traffic returns to an active that is healthy again: at once (data-plane 8, rule 6), after a time without a failed
 * probe, or when an administrator says so.
 */
export const Failback = z
  .object({
    mode: FailbackMode,
    stableSeconds: z.number(stableRule).int(stableRule).min(STABLE_SECONDS_MIN, stableRule).max(STABLE_SECONDS_MAX, stableRule).nullish(),
  })
  .superRefine(({ mode, stableSeconds }, context) => {
    requireNumberOf(context, 'stableSeconds', {
      isNeeded: mode === 'delayed',
      isGiven: hasValue(stableSeconds),
      mode: 'delayed',
      rule: stableRule,
    });
  })
  .transform(({ mode, stableSeconds }) => ({ mode, stableSeconds: stableSeconds ?? null }));
export type Failback = z.infer<typeof Failback>;
export const FAILBACK_DEFAULT: Failback = { mode: 'automatic', stableSeconds: null };

export const OnFailoverMode = z.enum(['keep', 'drain', 'reset'], 'Established connections are "keep", "drain" or "reset".');
export type OnFailoverMode = z.infer<typeof OnFailoverMode>;

/** What becomes of connections to the member that has lost the traffic, in whichever direction it moved. */
export const OnFailover = z
  .object({
    mode: OnFailoverMode,
    drainSeconds: z.number(drainRule).int(drainRule).min(DRAIN_SECONDS_MIN, drainRule).max(DRAIN_SECONDS_MAX, drainRule).nullish(),
  })
  .superRefine(({ mode, drainSeconds }, context) => {
    requireNumberOf(context, 'drainSeconds', {
      isNeeded: mode === 'drain',
      isGiven: hasValue(drainSeconds),
      mode: 'drain',
      rule: drainRule,
    });
  })
  .transform(({ mode, drainSeconds }) => ({ mode, drainSeconds: drainSeconds ?? null }));
export type OnFailover = z.infer<typeof OnFailover>;
export const ON_FAILOVER_DEFAULT: OnFailover = { mode: 'keep', drainSeconds: null };

/** Time for one server to accept a TCP connection; a retry on the standby gets the same again. */
export const ConnectTimeoutMilliseconds = z
  .number(connectRule)
  .int(connectRule)
  .min(CONNECT_TIMEOUT_MILLISECONDS_MIN, connectRule)
  .max(CONNECT_TIMEOUT_MILLISECONDS_MAX, connectRule);

export const RetryOnStandby = z.boolean('retryOnStandby is true or false.');
/** Probes the standby too, for people only: it never influences forwarding (docs/decisions/0012). */
export const StandbyReadinessCheck = z.boolean('standbyReadinessCheck is true or false.');
/** A UDP server accepts nothing, so there is no moment at which a datagram could be sent to the standby instead. */
export const RETRY_IS_TCP_ONLY = 'Only a TCP listener can retry on the standby.';

function hasValue(value: number | null | undefined): boolean {
  return value !== undefined && value !== null;
}

function requireNumberOf(
  context: z.RefinementCtx,
  path: string,
  { isNeeded, isGiven, mode, rule }: { isNeeded: boolean; isGiven: boolean; mode: string; rule: string },
): void {
  if (isNeeded && !isGiven) {
    context.addIssue({ code: 'custom', path: [path], message: rule });
  } else if (isGiven && !isNeeded) {
    context.addIssue({ code: 'custom', path: [path], message: `${path} goes with the mode "${mode}" only.` });
  }
}
