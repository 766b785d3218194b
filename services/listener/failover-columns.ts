import type { Failback, OnFailover } from '#domain/failover.ts';

interface FailoverOptions {
  retryOnStandby: boolean;
  connectTimeoutMilliseconds: number;
  failback: Failback;
  onFailover: OnFailover;
}

/** The options of failover as the table has them; what is absent stays. */
export function failoverColumns({ retryOnStandby, connectTimeoutMilliseconds, failback, onFailover }: Partial<FailoverOptions>) {
  return {
    retryOnStandby,
    connectTimeoutMilliseconds,
    failbackMode: failback?.mode,
    failbackStableSeconds: failback?.stableSeconds,
    onFailoverMode: onFailover?.mode,
    onFailoverDrainSeconds: onFailover?.drainSeconds,
  };
}
