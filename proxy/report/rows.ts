import type { EngineName } from '#domain/engine.ts';
import type { ObservedListener, ObservedVerdict } from '#proxy/reconcile/observed.ts';

/** Says nothing where no listener is in force; the column has a value all the same. */
const NOT_SERVED_BY: EngineName = 'userspace';

/** Rows as the statements of report-query.ts take them. */

export function regionRow(region: { id: string; revision: number; appliedAt: Date }, missedNotifications: number) {
  return {
    region_id: region.id,
    applied_revision: region.revision,
    applied_at: region.appliedAt,
    missed_notifications: missedNotifications,
  };
}

export function statusRow(listener: ObservedListener) {
  return {
    listener_id: listener.listenerId,
    revision: listener.revision,
    state: listener.state,
    error_code: listener.error?.code ?? null,
    error_message: listener.error?.message ?? null,
    applied_at: listener.appliedAt,
    delay_ms: listener.delayMs,
    serving: listener.serving?.role ?? null,
    serving_since: listener.serving?.since ?? null,
    serving_reason: listener.serving?.reason ?? null,
    engine: listener.servedBy?.engine ?? NOT_SERVED_BY,
    engine_reason: listener.servedBy?.reason ?? null,
  };
}

/** Of a listener's verdicts, or of what its readiness check says. */
export function verdictRows(listenerId: string, verdicts: readonly ObservedVerdict[]) {
  return verdicts.map(({ memberId, state, reason, since }) => ({ listener_id: listenerId, member_id: memberId, state, reason, since }));
}

export type RegionRow = ReturnType<typeof regionRow>;
export type StatusRow = ReturnType<typeof statusRow>;
export type VerdictRow = ReturnType<typeof verdictRows>[number];
