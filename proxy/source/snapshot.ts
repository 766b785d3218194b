import type { LoadBalancerSnapshot } from '#domain/snapshot.ts';

/** Desired state of the served regions, read at one moment. */
export interface Snapshot {
  regions: { id: string; revision: number }[];
  loadBalancers: LoadBalancerRecord[];
}

/** One load balancer as it was last loaded. The same object comes again as long as nothing of it has changed. */
export interface LoadBalancerRecord {
  snapshot: LoadBalancerSnapshot;
  /** When it was loaded, by `performance.now()`. Null: from the last good copy, so ages mean nothing. */
  loadedAt: number | null;
}
