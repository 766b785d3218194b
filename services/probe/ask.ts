import { DomainError } from '#domain/domain-error.ts';
import { effectiveTimeoutSeconds, type HealthCheckSettings } from '#domain/health-check.ts';
import { PROBES_PENDING_PER_REGION_MAX } from '#domain/limits.ts';
import type { ProbeRequest } from '#prisma/client.ts';
import { toJson } from '../audit.ts';
import type { Context } from '../context.ts';
import type { Database } from '../read.ts';
import { givenUpAfterMs } from './view.ts';

/** Where a check goes. */
export interface ProbeTarget {
  serverName: string;
  address: string;
  port: number;
}

/**
 * Writes the requests that workers of the region answer. Call it with the lock of the region held, so that of two who ask at
 * once the second one counts the first one's requests.
 */
export async function askProbes(
  tx: Database,
  context: Pick<Context, 'actor'>,
  request: { regionId: string; settings: HealthCheckSettings; targets: ProbeTarget[] },
): Promise<ProbeRequest[]> {
  const { regionId, settings, targets } = request;
  await requireRoom(tx, regionId, targets.length);
  return tx.probeRequest.createManyAndReturn({
    data: targets.map(({ serverName, address, port }) => ({
      regionId,
      serverName,
      address,
      port: settings.port ?? port,
      settings: toJson({ ...settings, timeoutSeconds: effectiveTimeoutSeconds(settings) }),
      requestedBy: context.actor.name,
    })),
  });
}

/** What was given up holds no place: it may never be answered. */
async function requireRoom(tx: Database, regionId: string, count: number): Promise<void> {
  const open = await tx.probeRequest.findMany({ where: { regionId, state: { in: ['pending', 'running'] } } });
  const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  const now = (clock?.now ?? new Date()).getTime();
  const waiting = open.filter((row) => now - row.requestedAt.getTime() < givenUpAfterMs(row)).length;
  if (waiting + count > PROBES_PENDING_PER_REGION_MAX) {
    throw new DomainError(
      'ProbeNumberOverLimit',
      `${waiting} checks of this region wait for an answer, and ${PROBES_PENDING_PER_REGION_MAX} are the most. Try again in a few seconds.`,
    );
  }
}
