import type { LoadBalancerSnapshot } from '#domain/snapshot.ts';

/** Desired state of the served regions, read at one moment. */
export interface Snapshot {
  regions: RegionState[];
  loadBalancers: LoadBalancerRecord[];
}

export interface RegionState {
  id: string;
  revision: number;
  /** When the revision was made: by the database's clock, and by `performance.now()`. Null: from the last good copy. */
  made: { at: Date; seenAtMs: number } | null;
}

/** One load balancer as it was last loaded. The same object comes again as long as nothing of it has changed. */
export interface LoadBalancerRecord {
  snapshot: LoadBalancerSnapshot;
  /** When it was loaded, by `performance.now()`. Null: from the last good copy, so ages mean nothing. */
  loadedAt: number | null;
}
