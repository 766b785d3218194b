import { effectiveTimeoutSeconds, HEALTH_CHECK_DEFAULTS, HealthCheckSettings } from '#domain/health-check.ts';
import { PROBE_PATIENCE_SECONDS } from '#domain/limits.ts';
import type { ProbeView } from '#domain/view.ts';
import type { ProbeRequest } from '#prisma/client.ts';

/**
 * A request that waits longer is expired, whether or not a worker ever says so: there may be none. One that a worker has
 * taken has the time of its own timeout besides.
 */
export function givenUpAfterMs({ state, settings }: Pick<ProbeRequest, 'state' | 'settings'>): number {
  const timeoutSeconds = state === 'running' ? effectiveTimeoutSeconds(readSettings(settings)) : 0;
  return (PROBE_PATIENCE_SECONDS + timeoutSeconds) * 1000;
}

/** Settings that somebody has written past the console may make no sense: a worker says so in its answer, and they are shown as the plainest. */
function readSettings(settings: ProbeRequest['settings']): HealthCheckSettings {
  return HealthCheckSettings.safeParse(settings).data ?? HEALTH_CHECK_DEFAULTS.tcp;
}

/** `now` by the clock of the database, which wrote the time of the request. */
export function toProbeView(row: ProbeRequest, now: Date): ProbeView {
  const isOpen = row.state === 'pending' || row.state === 'running';
  const isGivenUp = isOpen && now.getTime() - row.requestedAt.getTime() >= givenUpAfterMs(row);
  return {
    id: row.id,
    regionId: row.regionId,
    serverName: row.serverName,
    address: row.address,
    port: row.port,
    type: readSettings(row.settings).type,
    state: isGivenUp ? 'expired' : row.state,
    requestedAt: row.requestedAt.toISOString(),
    requestedBy: row.requestedBy,
    nodeId: row.nodeId,
    ok: row.ok,
    reason: row.reason,
    tookMilliseconds: row.tookMs,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
