import { z } from 'zod';
import { MemberRole } from './active-standby-group.ts';
import { FAILBACK_DEFAULT, Failback, ON_FAILOVER_DEFAULT, OnFailover } from './failover.ts';
import { Id, IpAddress, portField } from './field.ts';
import { HealthCheckSettings } from './health-check.ts';
import { CONNECT_TIMEOUT_MILLISECONDS_DEFAULT } from './limits.ts';
import { healthCheckFits, ListenerProtocol, UDP_CHECK_IS_UDP_ONLY } from './listener.ts';
import { AddressType, LoadBalancerStatus } from './load-balancer.ts';

/**
 * Desired state as the worker reads it: one record per load balancer, complete with what its listeners
 * need. Parsed part by part, so that a corrupt row harms only its own listener.
 */
export const MemberSnapshot = z.object({
  id: Id,
  serverId: Id,
  serverName: z.string(),
  address: IpAddress,
  port: portField(),
  role: MemberRole,
  weight: z.number().int().min(0).max(100),
});
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

/** Fields with a default may be missing in a last good copy that an older version wrote. */
export const GroupSnapshot = z
  .object({ id: Id, name: z.string(), members: z.array(MemberSnapshot), switch: SwitchSnapshot.nullable().default(null) })
  .refine((group) => group.members.length === 2 && new Set(group.members.map((member) => member.role)).size === 2, {
    message: 'An active/standby group has exactly one active and one standby member.',
  });
export type GroupSnapshot = z.infer<typeof GroupSnapshot>;

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
    group: GroupSnapshot,
  })
  .refine((listener) => healthCheckFits(listener.protocol, listener.healthCheck), {
    message: UDP_CHECK_IS_UDP_ONLY,
  });
export type ListenerSnapshot = z.infer<typeof ListenerSnapshot>;

export const LoadBalancerSnapshot = z.object({
  id: Id,
  regionId: Id,
  name: z.string(),
  address: IpAddress,
  addressType: AddressType,
  status: LoadBalancerStatus,
  revision: z.number().int(),
  /** Each is parsed on its own with ListenerSnapshot. */
  listeners: z.array(z.unknown()),
});
export type LoadBalancerSnapshot = z.infer<typeof LoadBalancerSnapshot>;
