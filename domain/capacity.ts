import { z } from 'zod';
import { BANDWIDTH_MBPS_MAX } from './limits.ts';

/** Specifications of an instance (data-plane 14); without one there are no ceilings. */
export const LoadBalancerSpecification = z.enum(
  ['slb.s1.small', 'slb.s2.small', 'slb.s2.medium', 'slb.s3.small', 'slb.s3.medium', 'slb.s3.large', 'slb.s3.xlarge', 'slb.s3.xxlarge'],
  'A specification is one of slb.s1.small, slb.s2.small, slb.s2.medium, slb.s3.small, slb.s3.medium, slb.s3.large, slb.s3.xlarge and slb.s3.xxlarge.',
);
export type LoadBalancerSpecification = z.infer<typeof LoadBalancerSpecification>;

const bandwidthRule = `A bandwidth is a whole number of Mbit/s from 1 to ${BANDWIDTH_MBPS_MAX}, or null for no limit.`;
/** Of an instance, or what a listener carves from it, a limit and a reservation at once (data-plane 15). Null: none. */
export const BandwidthMbps = z
  .number(bandwidthRule)
  .int(bandwidthRule)
  .min(1, bandwidthRule)
  .max(BANDWIDTH_MBPS_MAX, bandwidthRule)
  .nullable();
export type BandwidthMbps = z.infer<typeof BandwidthMbps>;

export interface Capacity {
  /** Connections and UDP flows open at once, over all listeners of the instance. */
  connectionsMax: number;
  /** New ones per second. */
  connectionsPerSecondMax: number;
  /** HTTP requests per second. */
  queriesPerSecondMax: number;
}

/** data-plane 14, columns Max Connection, CPS and QPS. */
export const CAPACITY: Readonly<Record<LoadBalancerSpecification, Capacity>> = {
  'slb.s1.small': { connectionsMax: 5_000, connectionsPerSecondMax: 3_000, queriesPerSecondMax: 1_000 },
  'slb.s2.small': { connectionsMax: 50_000, connectionsPerSecondMax: 5_000, queriesPerSecondMax: 5_000 },
  'slb.s2.medium': { connectionsMax: 100_000, connectionsPerSecondMax: 10_000, queriesPerSecondMax: 10_000 },
  'slb.s3.small': { connectionsMax: 200_000, connectionsPerSecondMax: 20_000, queriesPerSecondMax: 20_000 },
  'slb.s3.medium': { connectionsMax: 500_000, connectionsPerSecondMax: 50_000, queriesPerSecondMax: 30_000 },
  'slb.s3.large': { connectionsMax: 1_000_000, connectionsPerSecondMax: 100_000, queriesPerSecondMax: 50_000 },
  'slb.s3.xlarge': { connectionsMax: 2_000_000, connectionsPerSecondMax: 200_000, queriesPerSecondMax: 100_000 },
  'slb.s3.xxlarge': { connectionsMax: 5_000_000, connectionsPerSecondMax: 500_000, queriesPerSecondMax: 100_000 },
};
