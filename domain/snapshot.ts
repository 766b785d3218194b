import { z } from 'zod';
import { AccessControlMode } from './access-control.ts';
import { MemberRole } from './active-standby-group.ts';
import { LoadBalancerSpecification } from './capacity.ts';
import { FAILBACK_DEFAULT, Failback, ON_FAILOVER_DEFAULT, OnFailover } from './failover.ts';
import { Id, IpAddress, portField } from './field.ts';
import { HealthCheckSettings } from './health-check.ts';
import {
  BANDWIDTH_MBPS_MAX,
  CONNECT_TIMEOUT_MILLISECONDS_DEFAULT,
  ENTRIES_PER_LISTENER_MAX,
  PERSISTENCE_SECONDS_MAX,
  WEIGHT_MAX,
} from './limits.ts';
import { healthCheckFits, ListenerProtocol, UDP_CHECK_IS_UDP_ONLY } from './listener.ts';
import { AddressType, LoadBalancerStatus } from './load-balancer.ts';
import { SCHEDULER_DEFAULT, Scheduler, schedulerFits } from './scheduling.ts';

/**
 * Desired state as the worker reads it: one record per load balancer, complete with what its listeners
 * need. Parsed part by part, so that a corrupt row harms only its own listener.
 */
export const PoolMemberSnapshot = z.object({
  id: Id,
  serverId: Id,
  serverName: z.string(),
  address: IpAddress,
  port: portField(),
  weight: z.number().int().min(0).max(WEIGHT_MAX),
});
export type PoolMemberSnapshot = z.infer<typeof PoolMemberSnapshot>;

export const MemberSnapshot = PoolMemberSnapshot.extend({ role: MemberRole });
export type MemberSnapshot = z.infer<typeof MemberSnapshot>;

/** The last switch-over by hand. */
export const SwitchSnapshot = z.object({
  /** Tells one switch from the next; says nothing about their order. */
  id: z.string(),
  to: MemberRole,
  reason: z.string(),
  by: z.string(),
});
export type SwitchSnapshot = z.infer<typeof SwitchSnapshot>;

/** A failover drill that runs: until it ends, every probe of the active counts as failed. A last good copy has none. */
export const DrillSnapshot = z.object({
  id: Id,
  /** What was left of it when it was read, ms by the database's clock; the worker counts it down by its own. */
  leftMs: z.number().positive(),
});
export type DrillSnapshot = z.infer<typeof DrillSnapshot>;

/** Fields with a default may be missing in a last good copy that an older version wrote. */
export const GroupSnapshot = z
  .object({
    id: Id,
    name: z.string(),
    members: z.array(MemberSnapshot),
    switch: SwitchSnapshot.nullable().default(null),
    drill: DrillSnapshot.nullable().default(null),
  })
  .refine((group) => group.members.length === 2 && new Set(group.members.map((member) => member.role)).size === 2, {
    message: 'An active/standby group has exactly one active and one standby member.',
  });
export type GroupSnapshot = z.infer<typeof GroupSnapshot>;

/** The group that gets the traffic (data-plane 3.1). A default server group's members carry the listener's backend port. */
export const TargetSnapshot = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('active-standby-group'), group: GroupSnapshot }),
  z.object({ kind: z.literal('vserver-group'), id: Id, name: z.string(), members: z.array(PoolMemberSnapshot) }),
  z.object({ kind: z.literal('default'), members: z.array(PoolMemberSnapshot) }),
]);
export type TargetSnapshot = z.infer<typeof TargetSnapshot>;

/** `entries` is the union of the selected lists: networks in CIDR notation. An empty one switches the control off (data-plane 10.2). */
export const AccessControlSnapshot = z.object({
  mode: AccessControlMode,
  entries: z.array(z.union([z.cidrv4(), z.cidrv6()])).max(ENTRIES_PER_LISTENER_MAX),
});
export type AccessControlSnapshot = z.infer<typeof AccessControlSnapshot>;

const BandwidthMbps = z.number().int().min(1).max(BANDWIDTH_MBPS_MAX).nullable().default(null);

export const ListenerSnapshot = z
  .object({
    id: Id,
    protocol: ListenerProtocol,
    port: portField(),
    name: z.string(),
    enabled: z.boolean(),
    /** The region's revision at the last change of anything that this listener depends on. */
    revision: z.number().int(),
    /** Time from the change to the reading of it, both by the database's clock; ms. */
    ageMs: z.number(),
    idleTimeoutSeconds: z.number().int().min(1),
    retryOnStandby: z.boolean().default(false),
    connectTimeoutMilliseconds: z.number().int().min(1).default(CONNECT_TIMEOUT_MILLISECONDS_DEFAULT),
    failback: Failback.default(FAILBACK_DEFAULT),
    onFailover: OnFailover.default(ON_FAILOVER_DEFAULT),
    healthCheck: HealthCheckSettings,
    /** Probe the standby too, for people only: no influence on forwarding. */
    standbyReadinessCheck: z.boolean().default(false),
    scheduler: Scheduler.default(SCHEDULER_DEFAULT),
    /** TCP: all connections of a source address go to one server for so long after its last activity; 0: off. */
    persistenceSeconds: z.number().int().min(0).max(PERSISTENCE_SECONDS_MAX).default(0),
    /** TCP: what connections get whose server was removed or failed its check. Null: off (data-plane 9). */
    drainingSeconds: z.number().int().min(1).nullable().default(null),
    proxyProtocol: z.boolean().default(false),
    /** A limit and a reservation (data-plane 15). Null: shares what the instance has left. */
    bandwidthMbps: BandwidthMbps,
    accessControl: AccessControlSnapshot.nullable().default(null),
    target: TargetSnapshot,
  })
  .refine((listener) => healthCheckFits(listener.protocol, listener.healthCheck), {
    message: UDP_CHECK_IS_UDP_ONLY,
  })
  .refine((listener) => schedulerFits(listener.protocol, listener.scheduler), { message: 'Only a UDP listener can use "qch".' });
export type ListenerSnapshot = z.infer<typeof ListenerSnapshot>;

export const LoadBalancerSnapshot = z.object({
  id: Id,
  regionId: Id,
  name: z.string(),
  address: IpAddress,
  addressType: AddressType,
  status: LoadBalancerStatus,
  /** Null: no ceilings. */
  specification: LoadBalancerSpecification.nullable().default(null),
  /** Null: not limited. */
  bandwidthMbps: BandwidthMbps,
  /** Of the region: servers see the balancer as their client, since they would not answer through it otherwise. */
  sourceNat: z.boolean().default(true),
  revision: z.number().int(),
  /** Each is parsed on its own with ListenerSnapshot. */
  listeners: z.array(z.unknown()),
});
export type LoadBalancerSnapshot = z.infer<typeof LoadBalancerSnapshot>;
